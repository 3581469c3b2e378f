// `robustness bench` as a user calls it, on one small task. The times are not tested.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import type { BenchReport } from "../../lib/bench/run.js";

const main = inPackage("dist", "lib", "cli", "main.js");

function bench(...args: string[]) {
  return spawnSync(process.execPath, [main, "bench", ...args], { encoding: "utf8" });
}

const quick = ["--rounds", "1", "--minutes", "0.01", "--no-pair", "--no-sweep", "--no-python"];

test("bench --json gives times, operations and preparation of every contestant", () => {
  const { status, stdout, stderr } = bench("matMul 512³", "sum over rows", "--json", ...quick);
  assert.equal(status, 0, stderr);
  const report = JSON.parse(stdout) as BenchReport;
  const names = report.contestants.map(({ name }) => name);
  assert.ok(names.includes("captured") && names.includes("reference"));
  assert.equal(report.rows.length, 2 * names.length);
  for (const row of report.rows) {
    assert.ok(row.steps > 0 && row.medianMs! > 0 && row.lowestMs! <= row.medianMs!, JSON.stringify(row));
    assert.equal(row.flops ?? 0, row.task === "sum over rows" ? 0 : 2 * 512 ** 3);
    assert.equal(row.preparation !== undefined, row.contestant === "captured");
  }
});

test("bench without --json prints a table", () => {
  const { status, stdout, stderr } = bench("sum over rows", "--engine", "captured", ...quick);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^captured: TensorFlow\.js \S+ captured, onnxruntime-node \S+$/m);
  assert.match(stdout, /^sum over rows +\d+\.\d+$/m);
});

test("an unknown task and an unknown engine are errors with the lists", () => {
  const task = bench("cnnn");
  assert.equal(task.status, 2);
  assert.match(task.stderr, /"cnnn" is not a task, expected kernels, steps, sweep or one of .*\bcnn\b/);
  const python = bench("cnn", "--python", "/no/such/python");
  assert.equal(python.status, 2);
  assert.match(
    python.stderr,
    /--python: \/no\/such\/python can import neither torch nor jax, expected .*; to install them: .*pip install torch/,
  );
  const engine = bench("cnn", "--engine", "webgl");
  assert.equal(engine.status, 2);
  assert.match(engine.stderr, /"webgl" is not an engine, expected one of captured, native, reference/);
});

test("bench sweep measures the runs per hour and nothing else", { timeout: 240_000 }, () => {
  const { status, stdout, stderr } = bench("sweep", "--engine", "captured", "--no-python", "--json");
  assert.equal(status, 0, stderr);
  const report = JSON.parse(stdout) as BenchReport;
  assert.deepEqual(report.rows, []);
  assert.equal(report.pair, undefined);
  assert.ok(report.sweep!.length > 0);
  for (const row of report.sweep!) {
    assert.equal(row.contestant, "captured");
    assert.equal(row.runs, 20);
    assert.ok(row.runsPerHour > 0 && row.runsPerHourCpu > 0 && row.peakMiB > 0, JSON.stringify(row));
  }
});
