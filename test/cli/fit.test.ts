// `robustness fit` as another program calls it: a process, its stdout, stderr and exit code.
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { closeTo } from "../closeTo.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fit-"));
});
after(() => rm(folder, { recursive: true }));

const main = inPackage("dist", "lib", "cli", "main.js");

function robustness(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** The same without blocking, so that several run at once. */
function called(cwd: string, ...args: string[]) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child: ChildProcess = execFile(
      process.execPath,
      [main, ...args],
      { cwd },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const accuracies = inPackage("data", "published", "accuracies.csv");
const onV2 = [accuracies, "--x", "imagenet", "--y", "imagenet_v2", "--baseline", "regime=standard"];

interface FitJson {
  scale: string;
  method: string;
  families: number;
  draws: number;
  seed: number;
  notes: string[];
  n: number;
  slope: number;
  intercept: number;
  r2: number;
  models: {
    model: string;
    x: number;
    y: number;
    predicted: number;
    rho: number;
    low: number;
    high: number;
  }[];
}

test("the published table on ImageNetV2 as JSON", () => {
  const { status, stdout } = robustness(
    "fit",
    ...onV2,
    "--model",
    "model,weights",
    "--bootstrap",
    "200",
    "--json",
  );
  assert.equal(status, 0);
  const fit = JSON.parse(stdout) as FitJson;
  const fixed = ["n", "slope", "intercept", "r2", "models"];
  assert.deepEqual(Object.keys(fit), [...fixed, "scale", "method", "families", "draws", "seed", "notes"]);
  const { scale, method, families, draws, seed } = fit;
  assert.deepEqual([scale, method, families, draws, seed], ["logit", "ols", 103, 200, 1]);
  assert.deepEqual(
    [fit.n, fit.slope.toFixed(3), fit.intercept.toFixed(3), fit.r2.toFixed(3)],
    [847, "0.917", "-0.489", "0.993"],
  );
  assert.equal(fit.models.length, 1387);
  const openai = fit.models.find(({ model }) => model === "ViT-B-32/openai")!;
  assert.deepEqual(Object.keys(openai), ["model", "x", "y", "predicted", "rho", "low", "high"]);
  assert.deepEqual([openai.x, openai.y, openai.rho.toFixed(1)], [0.6332, 0.5592, "5.6"]);
  closeTo(openai.rho, 100 * (openai.y - openai.predicted));
  assert.ok(openai.low < openai.rho && openai.rho < openai.high);
  assert.ok(openai.high - openai.low < 4);
});

test("rows keep the table's order and its model cell; seeds repeat", () => {
  const first = robustness("fit", ...onV2, "--bootstrap", "20", "--json");
  const fit = JSON.parse(first.stdout) as FitJson;
  assert.equal(fit.models[0]!.model, "eva02_large_patch14_448.mim_m38m_ft_in22k_in1k");
  assert.equal(fit.models.filter(({ model }) => model === "ViT-B-32").length > 1, true);
  assert.match(first.stderr, /note: \d+ model names repeated; --model COLUMN,COLUMN/);
  assert.equal(robustness("fit", ...onV2, "--bootstrap", "20", "--json").stdout, first.stdout);
  assert.notEqual(
    robustness("fit", ...onV2, "--bootstrap", "20", "--seed", "2", "--json").stdout,
    first.stdout,
  );
});

test("probit axes and another way of fitting", () => {
  const run = (...more: string[]) =>
    JSON.parse(
      robustness(
        "fit",
        inPackage("data", "published", "testbed.csv"),
        ...[
          "--x",
          "imagenet",
          "--y",
          "imagenet_sketch",
          "--baseline",
          "regime=standard",
          "--bootstrap",
          "20",
          "--json",
        ],
        ...more,
      ).stdout,
    ) as FitJson;
  assert.deepEqual([run("--axis", "probit").slope.toFixed(3), run().slope.toFixed(3)], ["0.835", "1.002"]);
  assert.equal(run("--weights", "theil-sen").slope.toFixed(3), "1.074"); // scipy 1.17.1, stats.theilslopes
  assert.equal(run("--axis", "linear").slope.toFixed(4), "0.4264"); // statsmodels 0.15.0
});

const own = `name,kind,acc_id,acc_shift
a,base,0.5,0.3
b,base,0.6,0.4
c,base,0.7,0.55
d,base,0.8,0.6
"e, tuned",new,0.65,0.6
f,new,,0.5
g,base,0.3,0
`;

test("an own table: text, notes, quoted names, image counts", async () => {
  await writeFile(join(folder, "own.csv"), own);
  const args = [
    "fit",
    "own.csv",
    "--x",
    "acc_id",
    "--y",
    "acc_shift",
    "--baseline",
    "kind=base",
    "--model",
    "name",
  ];
  const { status, stdout, stderr } = robustness(...args);
  assert.equal(status, 0);
  // The line: numpy.polyfit on the logits of the four baseline rows that have one.
  assert.match(
    stdout,
    /^acc_id -> acc_shift, logit axes, ols\nlogit\(y\) = 0\.935 logit\(x\) − 0\.779, R2 0\.947, 4 models in 4 families\n/,
  );
  assert.match(stdout, /\ne, tuned +65\.00 +60\.00 +4\d\.\d\d +1\d\.\d\d/);
  assert.equal(
    stderr,
    [
      "note: 1 row skipped: acc_id or acc_shift is empty",
      "note: 1 baseline row left out of the fit: an accuracy of 0 or 1 has no place on the logit scale",
      "note: image noise of acc_id is left out: its number of test images is not known, give --images-x",
      "note: image noise of acc_shift is left out: its number of test images is not known, give --images-y",
      "note: no column is called family: 6 rows taken as unrelated, one family each, which makes intervals too short if they are not; --cluster COLUMN names families",
      "",
    ].join("\n"),
  );
  const length = (...more: string[]) => {
    const { models } = JSON.parse(robustness(...args, ...more, "--json").stdout) as FitJson;
    return models[4]!.high - models[4]!.low;
  };
  assert.ok(length("--images-x", "100", "--images-y", "100") > length());
  const unnamed = JSON.parse(
    robustness(...args.slice(0, -2), "--json", "--bootstrap", "20").stdout,
  ) as FitJson;
  assert.equal(unnamed.models[4]!.model, "line 6");
});

test("with two clusters there is no interval: null, and a note", async () => {
  await writeFile(join(folder, "two.csv"), own);
  const { status, stdout, stderr } = robustness(
    ...["fit", "two.csv", "--x", "acc_id", "--y", "acc_shift", "--baseline", "kind=base"],
    ...["--cluster", "kind", "--json"],
  );
  assert.equal(status, 0);
  assert.match(
    stderr,
    /note: no intervals: 1 cluster in the baseline \(column kind\), at least 3 are needed/,
  );
  const { models } = JSON.parse(stdout) as FitJson;
  assert.deepEqual([models[0]!.low, models[0]!.high], [null, null]);
});

test("a baseline value with a comma is quoted", () => {
  const { status, stdout } = robustness(
    ...[
      "fit",
      inPackage("data", "published", "testbed.csv"),
      "--x",
      "imagenet",
      "--y",
      "imagenet_v2",
      "--json",
    ],
    ...[
      "--bootstrap",
      "20",
      "--baseline",
      'training_data=ImageNet-1k,"ImageNet-1k, early checkpoint of a training run"',
    ],
  );
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as FitJson).n, 87);
});

const header = "model,kind,acc_id,acc_shift\n";
const rows = "a,base,0.5,0.4\nb,base,0.6,0.5\n";
const usual = ["--x", "acc_id", "--y", "acc_shift", "--baseline", "kind=base"];
/** What is wrong, the table's text (null: no file), the arguments, the one line on stderr. */
const badInput: readonly [string, string | null, string[], string | RegExp][] = [
  ["missing file", null, usual, "error: table.csv: no such file"],
  ["empty file", "", usual, "error: table.csv: the file is empty, expected a header line and rows"],
  [
    "header twice",
    "model,kind,acc_id,acc_id\na,base,0.5,0.4\n",
    usual,
    'error: table.csv:1: column "acc_id" appears twice, expected once',
  ],
  [
    "ragged row",
    `${header}a,base,0.5\n`,
    usual,
    /^error: table\.csv: Invalid Record Length: expect 4, got 3 on line 2$/,
  ],
  [
    "missing column x",
    header + rows,
    ["--x", "acc", "--y", "acc_shift", "--baseline", "kind=base"],
    'error: table.csv: no column "acc" for --x, expected one of model, kind, acc_id, acc_shift',
  ],
  [
    "missing cluster column",
    header + rows,
    [...usual, "--cluster", "family"],
    'error: table.csv: no column "family" for --cluster, expected one of model, kind, acc_id, acc_shift',
  ],
  [
    "missing model column",
    header + rows,
    [...usual, "--model", "name"],
    'error: table.csv: no column "name" for --model, expected one of model, kind, acc_id, acc_shift',
  ],
  [
    "non-numeric cell",
    `${header + rows}c,new,0.7,high\n`,
    usual,
    'error: table.csv:4 acc_shift: "high" is not a fraction in [0, 1]; percent must be divided by 100 (this is not one number)',
  ],
  [
    "more than a number",
    `${header}a,base,0.5±0.01,0.4\n`,
    usual,
    'error: table.csv:2 acc_id: "0.5±0.01" is not a fraction in [0, 1]; percent must be divided by 100 (this is not one number)',
  ],
  [
    "cells that spaces part",
    "model  kind  acc_id  acc_shift\na  base  0.5  0.4\n",
    usual,
    'error: table.csv: no column "acc_id" for --x, expected one of model  kind  acc_id  acc_shift; the header line is one cell, expected commas, semicolons, tabs or bars between cells',
  ],
  [
    "accuracy above 1",
    `${header}a,base,50,0.4\n`,
    usual,
    'error: table.csv:2 acc_id: "50" is not a fraction in [0, 1]; percent must be divided by 100',
  ],
  [
    "a count",
    `${header}a,base,34880,0.4\n`,
    usual,
    'error: table.csv:2 acc_id: "34880" is not a fraction in [0, 1]; percent must be divided by 100 (this looks like a count, which must be divided by the number of images)',
  ],
  [
    "a comma that may mean two things",
    `${header}a,base,"63,300",0.4\n`,
    usual,
    /"63,300" is not a fraction in \[0, 1\]; .* \(a comma can mark decimals or thousands, expected a point\)$/,
  ],
  [
    "accuracy below 0",
    `${header}a,base,0.5,-0.4\n`,
    usual,
    'error: table.csv:2 acc_shift: "-0.4" is not a fraction in [0, 1]; percent must be divided by 100',
  ],
  [
    "no baseline rows with both accuracies",
    `${header}a,base,0.5,\nb,new,0.6,0.5\n`,
    usual,
    'error: table.csv: no row of --baseline kind=base has both "acc_id" and "acc_shift", expected at least 2',
  ],
  ["no rows at all", header, usual, "error: table.csv: the table has no rows below its header"],
  [
    "unknown baseline value",
    header + rows,
    ["--x", "acc_id", "--y", "acc_shift", "--baseline", "kind=standard"],
    'error: --baseline: no row has kind "standard", expected one of "base"',
  ],
  [
    "unknown baseline column",
    header + rows,
    ["--x", "acc_id", "--y", "acc_shift", "--baseline", "regime=base"],
    'error: table.csv: no column "regime" for --baseline, expected one of model, kind, acc_id, acc_shift',
  ],
  [
    "baseline without =",
    header + rows,
    ["--x", "acc_id", "--y", "acc_shift", "--baseline", "kind"],
    'error: --baseline: "kind" is not of the form COLUMN=VALUE[,VALUE...]',
  ],
  [
    "one baseline row",
    `${header}a,base,0.5,0.4\nb,new,0.6,0.5\n`,
    usual,
    "error: baseline: 1 model to fit a line to, expected at least 2",
  ],
  [
    "one baseline row with a logit",
    `${header}a,base,0.5,0.4\nb,base,0.6,0\n`,
    usual,
    "error: baseline: 1 model to fit a line to (1 more left out: accuracy 0 or 1), expected at least 2",
  ],
  [
    "baseline rows all at one x",
    `${header}a,base,0.5,0.4\nb,base,0.5,0.5\n`,
    usual,
    "error: baseline: all 2 models have the same x, expected at least 2 different",
  ],
  [
    "baseline rows nearly at one x: rounding is no slope",
    `${header}a,base,0.5,0.4\nb,base,0.5000000000000001,0.5\n`,
    usual,
    /^error: baseline: all 2 models have nearly the same x, within \d\.\de-\d+ on the axis, expected at least 0\.0001$/,
  ],
  [
    "one column for both axes",
    header + rows,
    ["--x", "acc_id", "--y", "acc_id", "--baseline", "kind=base"],
    'error: --y: "acc_id" is --x too, expected another column',
  ],
  [
    "a second --baseline",
    header + rows,
    [...usual, "--baseline", "kind=new"],
    'error: --baseline: given twice, "kind=base" and "kind=new", expected once',
  ],
  [
    "a second --y",
    header + rows,
    [...usual, "--y", "acc"],
    'error: --y: given twice, "acc_shift" and "acc", expected once',
  ],
  [
    "a second --seed",
    header + rows,
    [...usual, "--seed", "1", "--seed", "2"],
    'error: --seed: given twice, "1" and "2", expected once',
  ],
  [
    "control characters in what is wrong",
    `${header}a,base,0.5,\u001b[31m0.4\n`,
    usual,
    /: "\\u001b\[31m0\.4" is not a fraction/,
  ],
  [
    "NUL",
    `${header}a\0b,base,0.5,0.4\n`,
    usual,
    "error: table.csv:2: a NUL character (code 0), expected text",
  ],
  [
    "an Excel sheet called .csv",
    "PK\u0003\u0004",
    usual,
    "error: table.csv: not a text table but a zip archive, which is what .xlsx and .ods files are; save the sheet as CSV",
  ],
  [
    "unknown axis",
    header + rows,
    [...usual, "--axis", "log"],
    'error: --axis: "log" is not known, expected one of logit, probit, linear',
  ],
  [
    "unknown weights",
    header + rows,
    [...usual, "--weights", "size"],
    'error: --weights: "size" is not known, expected one of ols, weighted, theil-sen',
  ],
  [
    "weights without image counts",
    header + rows,
    [...usual, "--weights", "weighted"],
    "error: weights: the number of test images behind y is not known, expected it for every point",
  ],
  ...["0", "-5", "many", "10.5", ""].map(
    (n) =>
      [
        `--bootstrap "${n}"`,
        header + rows,
        [...usual, "--bootstrap", n],
        `error: --bootstrap: "${n}" is not a whole number from 2 to 1000000`,
      ] as [string, string, string[], string],
  ),
  [
    "--seed x",
    header + rows,
    [...usual, "--seed", "x"],
    /^error: --seed: "x" is not a whole number from -\d+ to \d+$/,
  ],
  [
    "--images-x 0",
    header + rows,
    [...usual, "--images-x", "0"],
    /^error: --images-x: "0" is not a whole number from 1 to/,
  ],
  [
    "no --baseline",
    header + rows,
    usual.slice(0, 4),
    "error: required option '--baseline <column=value[,value...]>' not specified",
  ],
  ["unknown option", header + rows, [...usual, "--axes", "logit"], "error: unknown option '--axes'"],
  ["two tables", header + rows, ["other.csv", ...usual], /^error: too many arguments for 'fit'/],
];

describe("bad input: one line on stderr, exit code 2, nothing written", { concurrency: 4 }, () => {
  for (const [what, text, args, message] of badInput)
    test(what, async () => {
      const inside = await mkdtemp(join(folder, "bad-"));
      if (text !== null) await writeFile(join(inside, "table.csv"), text);
      const { status, stdout, stderr } = await called(inside, "fit", "table.csv", ...args);
      assert.equal(stdout, "");
      assert.equal(stderr.split("\n").length, 2, stderr);
      if (typeof message === "string") assert.equal(stderr.trimEnd(), message);
      else assert.match(stderr.trimEnd(), message);
      assert.equal(status, 2);
      assert.deepEqual(await readdir(inside), text === null ? [] : ["table.csv"]);
    });
});

test("help and version go to stdout with exit code 0; no or an unknown command is wrong usage", () => {
  const help = robustness("fit", "--help");
  assert.deepEqual([help.status, help.stderr], [0, ""]);
  for (const option of [
    "--x",
    "--y",
    "--baseline",
    "--axis",
    "--bootstrap",
    "--cluster",
    "--seed",
    "--weights",
    "--json",
  ])
    assert.ok(help.stdout.includes(option), option);
  assert.match(robustness("--version").stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match(robustness("--help").stdout, /\n {2}fit /);
  assert.equal(robustness().status, 2);
  const unknown = robustness("fitt");
  assert.deepEqual(
    [unknown.status, unknown.stdout, unknown.stderr],
    [2, "", "error: unknown command 'fitt'\n"],
  );
});
