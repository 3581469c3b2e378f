import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { type Progress, progressReporter } from "../../lib/notebook/progress.js";

const cell = { cell: 3, cells: 12, firstLine: "const x = 1;" };
const events: Progress[] = [
  { kind: "started", notebook: "00.ipynb", cells: 12 },
  { kind: "cellStarted", ...cell },
  { kind: "cellEnded", ...cell, seconds: 1.25, failed: false },
  { kind: "cellEnded", ...cell, cell: 12, seconds: 0.5, failed: true },
  { kind: "ended", notebook: "00.ipynb", seconds: 1.75, failed: true },
];

function written(isTTY: boolean, label?: string): string {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const report = progressReporter(stream as unknown as NodeJS.WriteStream, label);
  for (const event of events) report(event);
  return String(stream.read());
}

test("progress is one line a cell, with its number, seconds and first line", () => {
  assert.equal(
    written(false),
    "00.ipynb: 12 cells\n  cell  3/12     1.3 s  const x = 1;\n  cell 12/12    failed  const x = 1;\n" +
      "00.ipynb: failed after 1.8 s\n",
  );
});

test("on a terminal the running cell is shown, and its line written over", () => {
  assert.ok(written(true).includes("cell  3/12  ...  const x = 1;\r\u001b[K  cell  3/12"), written(true));
});

test("where several notebooks run at once, each line says whose it is and none is written over", () => {
  for (const isTTY of [true, false])
    assert.equal(
      written(isTTY, "00"),
      "00.ipynb: 12 cells\n" +
        "00 cell  3/12     1.3 s  const x = 1;\n00 cell 12/12    failed  const x = 1;\n" +
        "00.ipynb: failed after 1.8 s\n",
    );
});
