// `robustness place` and `robustness import` as processes: stdout, stderr, exit code and files.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import sharp from "sharp";
import { loadPublished } from "../../lib/published/load.js";
import { evaluateShift, rhoOf } from "../../lib/robustness/shift.js";
import { command } from "./commandProcess.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-"));
});
after(() => rm(folder, { recursive: true }));

const models = await loadPublished("accuracies");

interface PlaceJson {
  notes: string[];
  shifts: {
    shift: string;
    inDistribution: string;
    table: string;
    expected: number;
    rho: number;
    low: number;
    high: number;
    xCount: object;
    ranks: { regime: string; models: number; below: number }[];
    nearest: { model: string }[];
    cautions: string[];
  }[];
}

/** Notebook 00 evaluates the table like this, with 1,000 draws and seed 1. */
const shifts = ["imagenet_v2", "imagenet_sketch", "imagenet_r"] as const;
const inNotebook = shifts.map((shift) => evaluateShift(models, { shift, draws: 1000, seed: 1 }));

for (const name of ["ViT-B-32/openai", "RN50/yfcc15m", "resnet50.a1_in1k"])
  test(`${name} is placed where notebook 00 has it`, () => {
    const { accuracies } = models.find(({ model }) => model === name)!;
    const typed = ["imagenet", ...shifts].flatMap((set) => [`--${set}`, String(accuracies.get(set))]);
    const { code, stdout, stderr } = command("place", "--name", name, ...typed, "--json");
    assert.equal(code, 0, stderr);
    const placed = JSON.parse(stdout) as PlaceJson;
    assert.deepEqual(
      placed.shifts.map(({ shift }) => shift),
      [...shifts],
    );
    placed.shifts.forEach(({ shift, expected, rho, low, high, ranks, nearest }, at) => {
      const evaluation = inNotebook[at]!;
      const row = rhoOf(evaluation, name);
      assert.deepEqual(
        { expected, rho, low, high },
        {
          expected: row.predicted,
          rho: row.rhoPoints.value,
          low: row.rhoPoints.low,
          high: row.rhoPoints.high,
        },
        shift,
      );
      // Ranks are counted here from the notebook's own rows.
      const clip = evaluation.models.filter(
        ({ point }) => point.published.regime === "clip-zero-shot" && point.model !== name,
      );
      const rank = ranks.find(({ regime }) => regime === "CLIP, zero-shot")!;
      assert.equal(rank.models, clip.length);
      assert.equal(rank.below, clip.filter(({ rhoPoints }) => rhoPoints.value < row.rhoPoints.value).length);
      assert.equal(nearest.length, 5);
      assert.ok(nearest.every(({ model }) => model !== name));
    });
  });

test("fractions, percentages and counts say the same", () => {
  const place = (...accuracies: [string, string]) => {
    const { code, stdout, stderr } = command(
      "place",
      "--imagenet",
      accuracies[0],
      "--imagenet_v2",
      accuracies[1],
      "--json",
    );
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as PlaceJson).shifts;
  };
  const counts = place("31660/50000", "5592/10000");
  assert.deepEqual(place("0.6332", "0.5592"), counts);
  assert.deepEqual(place("63.32%", "55.92 %"), counts);
});

test("a shift's own classes are the x axis if their accuracy is given; A and ObjectNet use the testbed", () => {
  const { code, stdout, stderr } = command(
    ...["place", "--imagenet", "0.7613", "--imagenet_200r", "0.925", "--imagenet_r", "0.36"],
    ...["--objectnet", "0.36", "--imagenet_a", "0.02", "--json", "--bootstrap", "100"],
  );
  assert.equal(code, 0, stderr);
  const placed = JSON.parse(stdout) as PlaceJson;
  assert.deepEqual(
    placed.shifts.map(({ shift, inDistribution, table }) => [shift, inDistribution, table]).sort(),
    [
      ["imagenet_a", "imagenet", "testbed"],
      ["imagenet_r", "imagenet_200r", "accuracies"],
      ["objectnet", "imagenet", "testbed"],
    ],
  );
  const cautions = Object.fromEntries(placed.shifts.map((shift) => [shift.shift, shift.cautions.join("\n")]));
  assert.match(cautions.imagenet_a!, /two pieces/);
  assert.match(cautions.objectnet!, /imagenet_113/);
  assert.equal(cautions.imagenet_r, "");
});

test("doubtful numbers are named", () => {
  const { code, stderr } = command(
    "place",
    "--imagenet",
    "0.6078125238",
    "--imagenet_v2",
    "0.6078125238",
    "--bootstrap",
    "100",
  );
  assert.equal(code, 0);
  assert.match(stderr, /--imagenet_v2: "0.6078125238" cannot be a count of its 10000 images/);
  assert.match(stderr, /have the same value/);
  const far = command("place", "--imagenet", "0.7", "--imagenet_v2", "0.2", "--bootstrap", "100");
  assert.match(far.stderr, /cannot be of one evaluation/);
});

const usual = ["--imagenet", "0.7", "--imagenet_v2", "0.58", "--bootstrap", "100"];

test("figures: a page that asks for nothing from outside, and pictures of one and two planes", async () => {
  const page = join(folder, "place.html");
  assert.equal(command("place", ...usual, "--imagenet_sketch", "0.3", "--figure", page).code, 0);
  const html = await readFile(page, "utf8");
  assert.match(html, /your models/);
  assert.doesNotMatch(html, /<(script|link|img)[^>]+(src|href)="https?:/);
  const heights: number[] = [];
  for (const [name, more] of [
    ["one.png", []],
    ["two.png", ["--imagenet_sketch", "0.3"]],
  ] as const) {
    assert.equal(command("place", ...usual, ...more, "--figure", join(folder, name)).code, 0);
    heights.push((await sharp(join(folder, name)).metadata()).height);
  }
  assert.equal(heights[1], 2 * heights[0]!);
  const again = command("place", ...usual, "--figure", page);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^error: --figure: .* exists; --force overwrites it\n$/);
});

describe("bad input", () => {
  for (const [what, args, expected] of [
    ["nothing", [], /no accuracy given/],
    ["no shift", ["--imagenet", "0.7"], /no accuracy under shift/],
    [
      "no axis",
      ["--imagenet_v2", "0.7"],
      /no in-distribution accuracy for imagenet_v2, expected one of imagenet/,
    ],
    [
      "percent without its sign",
      ["--imagenet", "70", "--imagenet_v2", "58"],
      /--imagenet: "70" is not a fraction, expected .* 63\.4%/,
    ],
    ["over 100%", ["--imagenet", "170%", "--imagenet_v2", "58%"], /--imagenet: "170%" is not an accuracy/],
    ["an impossible count", ["--imagenet", "5/4", "--imagenet_v2", "0.5"], /"5\/4" is not a count/],
    ["an unknown set", ["--imagenet", "0.7", "--imagenet_o", "0.5"], /unknown option '--imagenet_o'/],
    ["twice", ["--imagenet", "0.7", "--imagenet", "0.6"], /given twice/],
    ["another figure", [...usual, "--figure", "a.bmp"], /does not end in \.html or \.png/],
  ] as const)
    test(what, () => {
      const { code, stdout, stderr } = command("place", ...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, expected);
      assert.equal(stderr.split("\n").length, 2, stderr);
    });
});

test("import writes a table that fit and place's baseline understand, and refuses to overwrite", async () => {
  const source = join(folder, "results.csv");
  const out = join(folder, "table.csv");
  await writeFile(
    source,
    "name,pretrained,ImageNet 1k,ImageNet v2,Food-101\nViT-B-32,openai,63.32,55.92,84\nours,a,70.0,61.0,80\n",
  );
  const made = command("import", source, "--out", out, "--json");
  assert.equal(made.code, 0, made.stderr);
  const summary = JSON.parse(made.stdout) as { models: number; known: number; left: object };
  assert.equal(summary.models, 2);
  assert.equal(summary.known, 1);
  assert.deepEqual(summary.left, { "not a test set of the dictionary": ["Food-101"] });
  const again = command("import", source, "--out", out);
  assert.equal(again.code, 2);
  assert.equal(again.stderr, `error: --out: ${out} exists; --force overwrites it\n`);
  const itself = command("import", source, "--out", source, "--force");
  assert.match(itself.stderr, /is the source itself/);
  // The same numbers from the source and from the written table, and the notebook's for the published model.
  const fits = [source, out].map((path) => {
    const { code, stdout, stderr } = command("fit", path, "--x", "imagenet", "--y", "imagenet_v2", "--json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as { n: number; models: { model: string; rho: number; low: number }[] };
  });
  assert.deepEqual(fits[0]!.models, fits[1]!.models);
  const row = rhoOf(inNotebook[0]!, "ViT-B-32/openai").rhoPoints;
  assert.equal(fits[0]!.n, inNotebook[0]!.baseline.n);
  assert.equal(fits[0]!.models.find(({ model }) => model === "ViT-B-32/openai")!.rho, row.value);
});

test("import that fails leaves no file", async () => {
  const source = join(folder, "mixed.csv");
  await writeFile(source, "model,imagenet,imagenet_v2\na,70.1,60.2\nb,0.69,0.58\n");
  const { code, stdout, stderr } = command("import", source, "--out", join(folder, "never.csv"));
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^error: mixed\.csv:3 imagenet: "0\.69" looks like a fraction/);
  assert.ok(!(await readdir(folder)).includes("never.csv"));
});
