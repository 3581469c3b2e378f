import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { create, type Font } from "fontkit";
import { JSDOM } from "jsdom";
import sharp from "sharp";
import { inPackage } from "../../lib/base/files.js";
import { figureImage } from "../../lib/notebook/image.js";
import { plotlySvg } from "../../lib/notebook/plotlySvg.js";
import { fontFiles, textWidth } from "../../lib/notebook/textWidth.js";
import { exampleFigure } from "./exampleNotebook.js";

test("the font has the signs of the field, and text is as wide as its characters together", () => {
  for (const file of fontFiles) {
    const font = create(readFileSync(file)) as Font;
    for (const sign of "ρβτ−±αχ²≤×·–")
      assert.ok(font.hasGlyphForCodePoint(sign.codePointAt(0)!), `${file} lacks ${sign}`);
  }
  // Inter Regular: the digit 1 and the full stop differ, as in every proportional font.
  assert.ok(textWidth("iii", 10) < textWidth("mmm", 10) / 2);
  assert.ok(Math.abs(textWidth("ab", 20) - 2 * (textWidth("a", 10) + textWidth("b", 10))) < 1e-9);
  assert.ok(textWidth("bold", 10, true) > textWidth("bold", 10));
});

test("no text of a figure is cut: legend, ticks, title and note stand inside the picture", async () => {
  const [width, height] = [860, 480];
  const svg = await plotlySvg(exampleFigure(50), { width, height });
  const page = new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
  const texts = [...page.querySelectorAll("text")].map((text) => text.textContent);
  for (const expected of [
    "12%",
    "88%",
    "in distribution",
    "under shift",
    "baseline",
    "zero-shot ρ, β and τ (a rather long name)",
  ])
    assert.ok(texts.includes(expected), `no text ${expected} in ${texts.join(" | ")}`);
  const legend = page.querySelector(".legend")!;
  const move = Number(/translate\(([\d.]+)/.exec(legend.getAttribute("transform")!)![1]);
  for (const text of legend.querySelectorAll("text")) {
    const right = move + Number(text.getAttribute("x")) + textWidth(text.textContent!, 12);
    assert.ok(right <= width, `"${text.textContent}" ends at ${right} of ${width} px`);
  }
});

test("the picture has the asked size, white paper, ink, and the same bytes each time", async () => {
  const figure = exampleFigure(50);
  const png = await figureImage(figure, { width: 600, scale: 2 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [1200, 960]);
  assert.deepEqual([...data.subarray(0, 3)], [255, 255, 255]);
  const dark = data.filter((value: number) => value < 128).length;
  assert.ok(dark > 2000, `${dark} dark values`);
  assert.deepEqual(await figureImage(figure, { width: 600, scale: 2 }), png);
});

test("a figure Plotly cannot draw is an error, and the next one is drawn", async () => {
  const broken = { data: [{ type: "scatter", x: [1], y: [2] }], layout: { width: -5, height: 100 } };
  await assert.rejects(figureImage(broken), /Plotly could not draw the figure: .+/);
  const png = await figureImage({ data: [{ x: [1, 2], y: [3, 4] }], layout: {} });
  assert.equal((await sharp(png).metadata()).width, 1290);
});

test("a program waits for its figures, and ends by itself although the thread is kept", async () => {
  const program = `
    import { figureImage } from ${JSON.stringify(new URL("../../lib/notebook/image.js", import.meta.url).href)};
    const figure = { data: [{ x: [1, 2], y: [3, 4] }], layout: {} };
    const drawn = await Promise.all([figureImage(figure), figureImage(figure)]);
    console.log(drawn.map((png) => png.length > 1000).join(" "));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: inPackage(),
    timeout: 60_000, // killed, hence rejected, if it does not end
  });
  assert.equal(stdout, "true true\n");
});
