import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { type TableOptions, type TableRow, tableHtml, tableText } from "../../lib/notebook/table.js";

function cellsOf(rows: readonly TableRow[], options?: TableOptions): string[][] {
  const page = new JSDOM(tableHtml(rows, options)).window.document;
  return [...page.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent!),
  );
}

test("numbers have three decimals down a column, whole numbers none, small ones their digits", () => {
  const rows = [
    { fit: "V2", slope: 0.91749, n: 847, p: 0.00012345 },
    { fit: "Sketch", slope: -2.4, n: 3, p: 0.5 },
    { fit: "none", slope: 0, n: 0, p: 0 },
  ];
  assert.deepEqual(cellsOf(rows), [
    ["V2", "0.917", "847", "0.000123"],
    ["Sketch", "−2.400", "3", "0.500"],
    ["none", "0.000", "0", "0.000"],
  ]);
  assert.deepEqual(cellsOf(rows, { digits: 1 })[0], ["V2", "0.9", "847", "0.0001"]);
  // Small among large ones: a distance of 0.04 points beside one of 8 is none.
  assert.deepEqual(cellsOf([{ rho: 8.42 }, { rho: 0.04 }, { rho: -0.004 }], { digits: 1 }), [
    ["8.4"],
    ["0.0"],
    ["0.0"],
  ]);
});

test("formats write percentages, signed points and grouped integers", () => {
  const rows = [
    { accuracy: 0.6331, rho: 5.64, images: 50889 },
    { accuracy: 0.05, rho: -0.04, images: 999.6 },
    { accuracy: 1, rho: -12, images: -1 },
  ];
  const formats = { accuracy: "percent", rho: "points", images: "integer" } as const;
  assert.deepEqual(cellsOf(rows, { formats }), [
    ["63.3%", "+5.6", "50,889"],
    ["5.0%", "0.0", "1,000"],
    ["100.0%", "−12.0", "−1"],
  ]);
  assert.deepEqual(cellsOf([{ year: 2022.5, x: -1e-7 }], { formats: { year: "plain", x: "plain" } }), [
    ["2022.5", "−1e−7"],
  ]);
});

test("what is missing is empty, what is no number is said, markup is escaped", () => {
  const rows = [
    { a: "<b>", b: 1.5 },
    { b: undefined, c: null },
    { a: true, b: Number.NaN, c: [1, 2] },
  ];
  assert.deepEqual(cellsOf(rows), [
    ["<b>", "1.500", ""],
    ["", "", ""],
    ["true", "NaN", "[1,2]"],
  ]);
});

test("numbers stand to the right with their headings, text to the left", () => {
  const page = new JSDOM(tableHtml([{ model: "a", rho: 1 }], { caption: "ρ by <model>" })).window.document;
  const align = [...page.querySelectorAll<HTMLElement>("th, td")].map((cell) => cell.style.textAlign);
  assert.deepEqual(align, ["left", "right", "left", "right"]);
  assert.equal(page.querySelector("caption")?.textContent, "ρ by <model>");
  assert.deepEqual(
    [...page.querySelectorAll("th")].map((cell) => cell.scope),
    ["col", "col"],
  );
});

test("as text the columns are aligned", () => {
  const text = tableText(
    [
      { model: "ViT-B-32", rho: -0.25 },
      { model: "RN50", rho: 12.5 },
    ],
    { caption: "ρ" },
  );
  assert.equal(text, ["ρ", "model        rho", "ViT-B-32  −0.250", "RN50      12.500"].join("\n"));
});

test("a format for a column that does not exist is an error", () => {
  assert.throws(
    () => tableHtml([{ rho: 1 }], { formats: { roh: "points" } }),
    /no column roh to format; the columns are rho/,
  );
});
