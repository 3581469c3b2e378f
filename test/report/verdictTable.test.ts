import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordSummary } from "../../lib/record/summary.js";
import { baselineRows } from "../../lib/report/baselineTable.js";
import { judgementRows } from "../../lib/report/judgementTable.js";
import {
  agreementList,
  agreementWithPaper,
  scoreCells,
  scoreInWords,
} from "../../lib/report/paperAgreement.js";
import { recordsInWords } from "../../lib/report/recordsText.js";
import { engineRows, errorRows, judgedRows, shiftFormats, shiftRows } from "../../lib/report/verdictTable.js";
import type { Headline, JudgedCause } from "../../lib/robustness/causeVerdict.js";
import type { Contrast } from "../../lib/robustness/overShifts.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";
import type { Verdict } from "../../lib/stats/equivalence.js";

// The expected rows and sentences are written out by hand from the rules in the docstrings.

function contrast(
  comparison: string,
  shift: string,
  value: number,
  kind: Verdict["kind"] = "inconclusive",
): Contrast {
  return {
    comparison,
    of: shift.startsWith("mean") ? "mean" : "shift",
    shift,
    deltaPoints: { value, low: value - 1, high: value + 1, level: 0.95 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.5,
    test: { alpha: 0.05, pLower: 0.2, pUpper: 0.2, pZero: 0.2, verdict: { kind, marginPoints: 2 } },
  };
}

function judged(cause: string, headline: Headline, ...values: number[]): JudgedCause {
  const rows = values.map((value) => ({ ...contrast("a − b", "mean", value), pAdjusted: 0.2, headline }));
  return { cause, headline, verdict: { kind: "inconclusive", marginPoints: 2 }, rows };
}

test("Δρ on each shift: one row per comparison, in the order of their first appearance", () => {
  const contrasts = [
    contrast("b − c", "Matched", 1.5),
    contrast("a − c", "Matched", -2),
    contrast("b − c", "mean", 0.5),
    contrast("a − c", "mean", 4),
  ];
  assert.deepEqual(shiftRows(contrasts), [
    { comparison: "b − c", Matched: 1.5, mean: 0.5 },
    { comparison: "a − c", Matched: -2, mean: 4 },
  ]);
  assert.deepEqual(shiftFormats(contrasts), { Matched: "points", mean: "points" });
  assert.deepEqual(shiftRows([]), []);
});

test("several judgements beside each other; a cause that one of them lacks is not judged", () => {
  const rows = judgementRows({
    "seed 1": [judged("size", "no rise", 0.2, -0.6), judged("words", "raises", 7)],
    "seed 2": [judged("size", "open", 1.25)],
  });
  assert.deepEqual(rows, [
    { cause: "size", "seed 1": "no rise of 2 points or more (+0.2; −0.6)", "seed 2": "open (+1.3)" },
    { cause: "words", "seed 1": "raises ρ (+7.0)", "seed 2": "not judged" },
  ]);
  assert.deepEqual(judgementRows({}), []);
});

test("two engines: one verdict if they agree, both if they differ", () => {
  const first = contrast("a − b", "mean", 1, "equivalent");
  const rows = engineRows(
    [
      { first, second: contrast("a − b", "mean", 0.5, "equivalent"), agree: true },
      { first, second: contrast("a − b", "mean", 3, "higher"), agree: false },
    ],
    ["one", "other"],
  );
  assert.deepEqual(rows, [
    {
      comparison: "a − b",
      one: "+1.0 [0.0, +2.0] points",
      other: "+0.5 [−0.5, +1.5] points",
      verdict: "no effect within ±2 points",
    },
    {
      comparison: "a − b",
      one: "+1.0 [0.0, +2.0] points",
      other: "+3.0 [+2.0, +4.0] points",
      verdict: "no effect within ±2 points; higher",
    },
  ]);
});

test("rows behind verdicts: an open comparison of the miniature says what it would take, others have a dash", () => {
  const errors = { runs: 20, seeds: 4, seedDf: 6, testStandardError: 0.1, baselineStandardError: 0 };
  const row = (headline: Headline, seedStandardError: number) => ({
    ...judged("size", headline, 1).rows[0]!,
    ...errors,
    seedStandardError,
  });
  const rows = [row("open", 1), row("no rise", 1), row("open", 30)];
  const shown = judgedRows([{ ...judged("size", "open", 1), rows } as never]) as Record<string, string>[];
  assert.match(shown[0]!["would take"]!, /^\d+ seeds a side$/);
  assert.deepEqual(
    shown.slice(1).map((one) => one["would take"]),
    ["–", "more than seeds"],
  );
});

test("where accuracies do not meet there is a dash or nothing, and rounding errors of nothing are 0", () => {
  const none = contrast("a − b", "mean", Number.NaN);
  const row = { ...none, pAdjusted: Number.NaN, headline: "open" as const, notJudged: "not comparable: …" };
  const cause: JudgedCause = {
    cause: "size",
    headline: "open",
    verdict: { kind: "inconclusive", marginPoints: 2 },
    rows: [row],
  };
  assert.deepEqual(judgementRows({ "seed 1": [cause] }), [{ cause: "size", "seed 1": "open (–)" }]);
  const [shown] = judgedRows([cause]) as Record<string, unknown>[];
  assert.deepEqual([shown!.Δρ, shown!.low, shown!.high], [null, null, null]);
  const errors = { seedStandardError: 0.25, testStandardError: 2e-16, baselineStandardError: 0 };
  assert.deepEqual(errorRows([{ ...none, ...errors, standardError: Number.NaN } as never]), [
    { comparison: "a − b", seeds: 0.25, "test set": 0, baseline: 0, all: null },
  ]);
});

test("rows behind verdicts: headline and two-sided verdict, or why there is none, without a p-value", () => {
  const one = judged("size", "no rise", 0.5);
  const rows = [...one.rows, { ...one.rows[0]!, notJudged: "rests on one network", pAdjusted: Number.NaN }];
  const shown = judgedRows([{ ...one, rows }]) as Record<string, unknown>[];
  assert.deepEqual(
    shown.map((row) => [row.headline, row["two-sided"], row["p (Holm)"]]),
    [
      ["no rise of 2 points or more", "inconclusive", 0.2],
      ["not judged: rests on one network", "–", null],
    ],
  );
});

test("the baselines of several shifts as rows", () => {
  const evaluation = { shift: "Matched", baseline: { n: 69, families: 14, slope: 1.058, r2: 0.989 } };
  assert.deepEqual(baselineRows([evaluation as ShiftEvaluation]), [
    { shift: "Matched", models: 69, architectures: 14, slope: 1.058, "R²": 0.989 },
  ]);
});

test("agreement with the paper for each headline, on the main cause and on another", () => {
  const headlines = ["raises", "no rise", "open"] as const;
  const said = (paper: string) => headlines.map((headline) => agreementWithPaper({ paper }, headline));
  assert.deepEqual(said("the main cause"), ["agrees", "disagrees", "open"]);
  assert.deepEqual(said("little or no effect"), ["disagrees", "agrees", "open"]);
});

test("the score and its list: one line per cause, every layer named; a missing verdict is an error", () => {
  const claims = [
    { cause: "data", notebook: "02", paper: "the main cause" },
    { cause: "size", notebook: "01", paper: "little or no effect" },
  ];
  const alone = judged("size", "open", 2.5);
  const notJudged = {
    ...alone,
    rows: alone.rows.map((row) => ({ ...row, notJudged: "rests on one network" })),
  };
  const layers = {
    "published layer": [notJudged, judged("data", "raises", 10)],
    miniature: [judged("size", "no rise", 0), judged("data", "open", 1)],
  };
  const cells = scoreCells(claims, layers);
  assert.equal(
    agreementList(cells),
    "- **data** (notebook 02; the paper: the main cause): the published layer **agrees** (raises ρ), " +
      "the miniature is **open**.\n" +
      "- **size** (notebook 01; the paper: little or no effect): the published layer is **open** " +
      "(not judged: rests on one network), the miniature **agrees** (no rise of 2 points or more).",
  );
  assert.equal(scoreInWords(cells), "Of 4 cells, 2 agree with the paper, 0 disagree and 2 are open.");
  assert.equal(
    scoreInWords([{ agreement: "agrees" }, { agreement: "disagrees" }, { agreement: "open" }]),
    "Of 3 cells, 1 agrees with the paper, 1 disagrees and 1 is open.",
  );
  assert.throws(() => scoreCells(claims, { miniature: [judged("data", "raises", 4)] }), {
    name: "RangeError",
    message: "miniature: no verdict on size",
  });
});

test("an open cell says what it would take: seeds, more than seeds, or ranges that meet", () => {
  const claims = [{ cause: "size", notebook: "01", paper: "little or no effect" }];
  const said = (...rows: object[]) => {
    const cause = judged("size", "open", ...rows.map(() => 1));
    const open = { ...cause, rows: cause.rows.map((row, at) => ({ ...row, ...rows[at] })) };
    return /is \*\*open\*\*(?: \((.*)\))?\.$/.exec(
      agreementList(scoreCells(claims, { miniature: [open] })),
    )![1];
  };
  const errors = { seeds: 4, seedDf: 6, testStandardError: 0, baselineStandardError: 0 };
  const seedsOf = (seedStandardError: number) =>
    Number(/^it would take (\d+) seeds a side$/.exec(said({ ...errors, seedStandardError })!)![1]);
  assert.ok(seedsOf(0.8) > 4 && seedsOf(1.2) > seedsOf(0.8));
  const vague = { ...errors, seedStandardError: 0.5, testStandardError: 3 };
  assert.equal(said({ ...errors, seedStandardError: 0.8 }, vague), "more seeds alone would hardly close it");
  const apart = "not comparable: accuracies overlap by 10 points, 15 needed";
  assert.equal(said({ headline: "no rise" }, { notJudged: apart }), `not judged: ${apart}`);
  assert.equal(said({}), undefined); // a published comparison has no seeds
});

test("what a set of records cost, as a sentence", () => {
  const summary: RecordSummary = {
    runs: 12,
    diverged: 1,
    hours: 2.25,
    samples: 3_450_000,
    engines: ["onnxruntime"],
    machines: ["one", "two"],
    commits: [],
    data: [],
    days: ["2026-11-24", "2026-11-25"],
  };
  assert.equal(
    recordsInWords(summary),
    "The miniature: **12 runs**, 3.5 million training images seen, 2.3 hours of run time on one and two, one thread per " +
      "run, engine onnxruntime, 2026-11-24 to 2026-11-25. 1 diverged.",
  );
});
