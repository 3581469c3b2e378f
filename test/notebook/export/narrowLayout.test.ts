import assert from "node:assert/strict";
import { test } from "node:test";
import { narrowLayout } from "../../../lib/notebook/export/browser/narrowLayout.js";

const layout = {
  height: 560,
  margin: { t: 56, r: 24, b: 104, l: 64 },
  title: { text: "A title of the length that titles of figures have", x: 0 },
  xaxis: {
    title: { text: "ImageNet" },
    range: [-2, 2],
    tickvals: [-2, -1.9, 0, 2],
    ticktext: ["12%", "13%", "50%", "88%"],
  },
  yaxis: { title: { text: "ImageNetV2" } },
  annotations: [
    { text: "A note below the axis, longer than a phone is wide.", yref: "paper", y: 0, showarrow: false },
    { text: "An arrow's text inside the plot, which stays as it is.", yref: "y", y: 1, showarrow: true },
  ],
};

test("the words of titles and notes are all kept, in short lines; texts inside the plot stay", () => {
  const narrow = narrowLayout(layout, 5, 360);
  const title = (narrow.title as { text: string }).text;
  assert.equal(title.replaceAll("<br>", " "), layout.title.text);
  const [note, arrow] = narrow.annotations!;
  assert.equal(note!.text!.replaceAll("<br>", " "), layout.annotations[0]!.text);
  for (const line of [...title.split("<br>"), ...note!.text!.split("<br>")])
    assert.ok(line.length <= 52, `"${line}" is too long`);
  assert.ok(title.includes("<br>"));
  assert.deepEqual(arrow, layout.annotations[1]);
});

test("the legend stands below all else, with a line for each entry", () => {
  const narrow = narrowLayout(layout, 5, 360);
  const { y, orientation } = narrow.legend as { y: number; orientation: string };
  const plotHeight = narrow.height! - narrow.margin!.t! - narrow.margin!.b!;
  assert.equal(orientation, "v");
  assert.ok(narrow.height! - (narrow.margin!.t! + plotHeight * (1 - y)) >= 5 * 20);
  const more = narrowLayout(layout, 9, 360);
  assert.equal(more.height! - narrow.height!, 4 * 20);
  assert.ok(narrowLayout({ ...layout, showlegend: false }, 9, 360).height! < narrow.height!);
});

test("tick labels that would touch are left out, the rest of the axis stays", () => {
  const { xaxis } = narrowLayout(layout, 1, 360) as { xaxis: typeof layout.xaxis };
  assert.deepEqual(xaxis, { ...layout.xaxis, tickvals: [-2, 0, 2], ticktext: ["12%", "50%", "88%"] });
});

test("a long title of the x axis is broken too, and what stands below it moves down", () => {
  const text = "Reference test, classes of a shift with a long name, top-1";
  const short = narrowLayout(layout, 5, 360);
  const narrow = narrowLayout({ ...layout, xaxis: { ...layout.xaxis, title: { text } } }, 5, 360);
  const lines = (narrow.xaxis!.title as { text: string }).text.split("<br>");
  assert.equal(lines.join(" "), text);
  for (const line of lines) assert.ok(line.length <= 38, `"${line}" is too long`);
  const lower = 19 * (lines.length - 1);
  assert.ok(lower > 0);
  assert.equal(narrow.height! - short.height!, lower);
  assert.equal(narrow.annotations![0]!.yshift, -lower);
  assert.deepEqual(narrow.annotations![1], layout.annotations[1], "an arrow stays in the plot");
});

test("syllables of Hangul, twice as wide as letters, get shorter lines", () => {
  const text = "분포 이동 아래의 정확도를 분포 내 정확도가 얼마나 설명하는가?";
  const narrow = narrowLayout({ ...layout, title: { text } }, 1, 360);
  const lines = (narrow.title as { text: string }).text.split("<br>");
  assert.equal(lines.join(" "), text);
  for (const line of lines) assert.ok(line.length <= 24, `"${line}" is too long`);
});

test("long names of lines stand above them, all of them; short ones stay beside and keep their height", () => {
  const names = Array.from({ length: 27 }, (_, at) => `<b>a cause</b><br>a comparison with a name, ${at}`);
  const forest = { height: 778, meta: { namesAbove: true } };
  const narrow = narrowLayout({ ...forest, yaxis: { categoryarray: names } }, 1, 360);
  assert.deepEqual(
    narrow.annotations!.map(({ y }) => y),
    names,
  );
  assert.equal(narrow.yaxis!.showticklabels, false);
  const { t = 0, b = 0 } = narrow.margin!;
  assert.ok((narrow.height! - t - b) / names.length >= 50, "two lines of a name and a mark have room");
  const short = narrowLayout({ ...forest, yaxis: { categoryarray: ["a", "b"] } }, 1, 360);
  assert.deepEqual(short.annotations, []);
  assert.ok(short.height! >= forest.height);
});

test("a layout that names nothing is still a layout", () => {
  const narrow = narrowLayout({}, 1, 360);
  assert.ok(narrow.height! > 300);
  assert.equal((narrow.title as { text: string }).text, "");
});
