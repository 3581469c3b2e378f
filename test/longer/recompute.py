"""Recomputes lines, rho and the differences of rho of the miniature from the committed records.

An independent check of the package's numbers, in another language and from the definitions alone (data/sweep/PLAN-2.md);
it uses nothing but Python's standard library. It reads the package's numbers as JSON from standard input and the records
from the file or folder named on the command line, and exits with 1 if a number differs by more than 1e-9.
Run by `npm run check:recompute`, which writes that JSON (test/longer/recompute.ts).
"""

import base64
import json
import math
import os
import sys

SHIFTS = ["matched", "hand-drawn", "renditions", "contexts", "adversarial"]
AVERAGED = SHIFTS[:4]
TOLERANCE = 1e-9


def unpack(text, total):
    data = base64.b64decode(text)
    return [(data[i // 8] >> (i % 8)) & 1 for i in range(total)]


def counts_of(results, totals):
    """(readout, step, test set) -> right answers and images by class."""
    bits, counts = {}, {}
    for result in sorted(results, key=lambda result: ":" in result["testset"]):
        key = (result["readout"], result["step"], result["testset"])
        images = result.get("totalByClass") or totals[result["shared"]]
        if "correctByClass" in result:
            counts[key] = (result["correctByClass"], images)
            continue
        if "differsBy" in result:
            base = (result["readout"], result["step"], result["testset"].split(":")[0])
            own, at = [], 0
            for c, n in enumerate(counts[base][1]):
                if images[c]:
                    own += bits[base][at : at + n]
                at += n
            at = -1
            for step in result["differsBy"]:
                at += step
                own[at] ^= 1
        else:
            own = unpack(result["correctIcons"], sum(images))
        bits[key] = own
        right, at = [], 0
        for n in images:
            right.append(sum(own[at : at + n]))
            at += n
        counts[key] = (right, images)
    return counts


def read_records(path):
    """Model (hash, read-out, share of the training) -> test set -> (right answers by class, images by class)."""
    models, totals = {}, []
    files = [path]
    if os.path.isdir(path):
        files = sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".jsonl"))
    for line in (line for file in files for line in open(file, encoding="utf-8")):
        record = json.loads(line)
        if "shared" in record and "hash" not in record:
            totals = record["shared"]["totalsByClass"]
        elif "hash" in record:
            for (readout, step, testset), count in counts_of(record["results"], totals).items():
                key = (record["hash"], readout, round(step / record["steps"], 6))
                models.setdefault(key, {})[testset] = count
    return models


def accuracy(count, average):
    right, images = count
    if average == "plain":
        return sum(right) / sum(images)
    shares = [r / n for r, n in zip(right, images) if n > 0]
    return sum(shares) / len(shares)


def logit(p):
    return math.log(p) - math.log1p(-p)


def inverse(v):
    return 1 / (1 + math.exp(-v))


def line_through(points):
    """Least squares on logit axes by the normal equations of centred values: slope, intercept, R²."""
    scaled = [(logit(x), logit(y)) for x, y in points if 0 < x < 1 and 0 < y < 1]
    n = len(scaled)
    mx = math.fsum(x for x, _ in scaled) / n
    my = math.fsum(y for _, y in scaled) / n
    sxx = math.fsum((x - mx) ** 2 for x, _ in scaled)
    sxy = math.fsum((x - mx) * (y - my) for x, y in scaled)
    syy = math.fsum((y - my) ** 2 for _, y in scaled)
    slope = sxy / sxx
    left = math.fsum((y - my - slope * (x - mx)) ** 2 for x, y in scaled)
    return slope, my - slope * mx, 1 - left / syy


class Check:
    def __init__(self):
        self.numbers, self.worst, self.faults = 0, 0.0, []

    def equal(self, name, own, theirs):
        self.numbers += 1
        if theirs is None:  # JSON has no NaN
            if not math.isnan(own):
                self.faults.append(f"{name}: {own}, the package has none")
            return
        away = abs(own - theirs)
        self.worst = max(self.worst, away)
        if not away <= TOLERANCE:
            self.faults.append(f"{name}: {own} here, {theirs} in the package")


def equal_accuracy(a, b, places, recipes):
    """Mean distance of two lines over the accuracies that both sides reach, by the midpoints of 64 cells, in points."""

    def reach(side):
        groups = {}
        for model in side:
            groups.setdefault(recipes["|".join(map(str, model))], []).append(places[model][0])
        means = [math.fsum(group) / len(group) for group in groups.values()]
        return min(means), max(means)

    (low_a, high_a), (low_b, high_b) = reach(a), reach(b)
    low, high = max(low_a, low_b), min(high_a, high_b)
    if high <= low:
        return math.nan
    grid = [low + (i + 0.5) / 64 * (high - low) for i in range(64)]

    def height(side):
        slope, intercept, _ = line_through([places[model] for model in side])
        return 100 * math.fsum(inverse(intercept + slope * logit(x)) for x in grid) / 64

    return height(a) - height(b)


def check_study(check, models, study):
    average = study["average"]
    name = f"{study['experiment']}, {average}"
    key = lambda model: (model[0], model[1], round(model[2], 6))
    baseline = [
        key(model)
        for model in study["baseline"]
        if accuracy(models[key(model)]["test"], "plain") >= 0.2
    ]
    recipes = {"|".join(map(str, key(model))): recipe for model, recipe in study["recipes"]}
    rhos, places = {}, {}
    for shift in SHIFTS:
        place = {
            model: (accuracy(tests[f"test:{shift}"], average), accuracy(tests[shift], average))
            for model, tests in models.items()
            if f"test:{shift}" in tests and shift in tests
        }
        places[shift] = place
        slope, intercept, r2 = line_through([place[model] for model in baseline])
        theirs = study["lines"][shift]
        check.equal(f"{name}, {shift}, slope", slope, theirs["slope"])
        check.equal(f"{name}, {shift}, intercept", intercept, theirs["intercept"])
        check.equal(f"{name}, {shift}, R²", r2, theirs["r2"])
        rhos[shift] = lambda model, a=intercept, b=slope, place=place: 100 * (
            place[model][1] - inverse(a + b * logit(place[model][0]))
        )
        for model, rho in study["rhos"][shift]:
            check.equal(f"{name}, {shift}, ρ of {model}", rhos[shift](key(model)), rho)
    for row in study["contrasts"]:
        a, b = [key(model) for model in row["a"]], [key(model) for model in row["b"]]
        own = {}
        for shift in SHIFTS:
            if row["equalAccuracy"]:
                own[shift] = equal_accuracy(a, b, places[shift], recipes)
                continue
            rho = rhos[shift]
            if row["line"]:
                slope, intercept, _ = line_through([places[shift][key(model)] for model in row["line"]])
                rho = lambda model, place=places[shift], s=slope, i=intercept: 100 * (
                    place[model][1] - inverse(i + s * logit(place[model][0]))
                )
            mean = lambda side: math.fsum(rho(model) for model in side) / len(side)
            own[shift] = mean(a) - mean(b)
        for shift in SHIFTS:
            check.equal(f"{name}, {row['comparison']}, {shift}", own[shift], row["deltas"][shift])
        mean = math.fsum(own[shift] for shift in AVERAGED) / len(AVERAGED)
        check.equal(f"{name}, {row['comparison']}, mean", mean, row["deltas"]["mean"])


def main():
    models = read_records(sys.argv[1])
    check = Check()
    for study in json.load(sys.stdin):
        check_study(check, models, study)
    for fault in check.faults[:20]:
        print(fault)
    print(f"{check.numbers} numbers, the largest difference {check.worst:.1e}; {len(check.faults)} differ")
    sys.exit(1 if check.faults or check.numbers == 0 else 0)


main()
