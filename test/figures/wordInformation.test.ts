import assert from "node:assert/strict";
import { test } from "node:test";
import { drawWordInformation } from "../../lib/figures/wordInformation.js";

test("words of style and others are told apart; class to the right, set up, area by captions", () => {
  const figure = drawWordInformation(
    [
      { word: "fill", captions: 400, style: true, classBits: 0.2, setBits: 1.7 },
      { word: "bell", captions: 100, style: false, classBits: 6, setBits: 0.6 },
    ],
    "t",
  );
  const [style, other] = figure.data as {
    name: string;
    x: number[];
    y: number[];
    text: string[];
    marker: { size: number[]; symbol: string };
  }[];
  assert.deepEqual(
    [style!.name, style!.text, style!.x, style!.y],
    ["words of style", ["fill"], [0.2], [1.7]],
  );
  assert.deepEqual([other!.text, other!.x, other!.y], [["bell"], [6], [0.6]]);
  assert.ok(style!.marker.size[0]! > other!.marker.size[0]!);
  assert.notEqual(style!.marker.symbol, other!.marker.symbol);
});
