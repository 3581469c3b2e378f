import assert from "node:assert/strict";
import { test } from "node:test";
import { csvText, figureTable } from "../../../lib/notebook/export/browser/figureData.js";

const layout = { xaxis: { title: { text: "ImageNet, <b>top 1</b>" } }, yaxis: { title: "V2" } };

test("a mark is a row: group, label, and x and y by the titles of the axes", () => {
  const { columns, rows } = figureTable(
    [
      { name: "line", hoverinfo: "skip", x: [0, 1], y: [0, 1] },
      { name: "CLIP", text: ["RN50", "ViT"], x: [1, 2], y: [3, null] },
    ],
    layout,
  );
  assert.deepEqual(columns, ["group", "label", "ImageNet, top 1", "V2"]);
  assert.deepEqual(rows, [
    ["CLIP", "RN50", 1, 3],
    ["CLIP", "ViT", 2, ""],
  ]);
});

test("named numbers stand in the place of positions, and gaps of a line are no rows", () => {
  const meta = { columns: ["accuracy", "low"] };
  const named = figureTable([{ name: "a", x: [-0.4], y: [0.1], customdata: [[0.4, 0.3]], meta }], layout);
  assert.deepEqual(named, { columns: ["group", "accuracy", "low"], rows: [["a", 0.4, 0.3]] });
  const gaps = figureTable([{ name: "a", x: [1, null, 2], y: [1, null, 2] }], layout);
  assert.equal(gaps.rows.length, 2);
});

test("a heat map is a row per cell", () => {
  const { columns, rows } = figureTable([{ type: "heatmap", x: ["p", "q"], y: ["r"], z: [[1, 2]] }], layout);
  assert.deepEqual(columns, ["V2", "ImageNet, top 1", "value"]);
  assert.deepEqual(rows, [
    ["r", "p", 1],
    ["r", "q", 2],
  ]);
});

test("CSV quotes what RFC 4180 wants quoted, and no text starts a formula", () => {
  const text = csvText({
    columns: ["a", 'b "c"'],
    rows: [
      ["x,y", -1.5],
      ["=1+1", ""],
    ],
  });
  assert.equal(text, 'a,"b ""c"""\r\n"x,y",-1.5\r\n\'=1+1,\r\n');
});
