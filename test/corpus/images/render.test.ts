import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import {
  halved,
  isBlank,
  luminance,
  type Picture,
  pictureOfRgba,
} from "../../../lib/corpus/images/picture.js";
import { Renderer, type Rendering, renderSize, svgDocument } from "../../../lib/corpus/images/render.js";
import { type Drawing, readIconSet } from "../../../lib/corpus/sets/iconSet.js";
import { readSources } from "../../../lib/corpus/sets/sources.js";

const box = { left: 0, top: 0, width: 64, height: 64 };
const renderer = await Renderer.start();

function pictureOf(rendering: Rendering): Picture {
  assert.equal(rendering.kind, "picture");
  return (rendering as { picture: Picture }).picture;
}

test("the current colour is black, the background is white, and grey pictures have one channel", async () => {
  const drawing = { ...box, body: '<path fill="currentColor" d="M0 0h32v64H0z"/>' };
  const { channels, planes } = pictureOf(await renderer.render(drawing));
  assert.equal(channels, 1);
  assert.deepEqual([...planes.subarray(0, 64)], [...Array(32).fill(0), ...Array(32).fill(255)]);
  const again = pictureOf(await renderer.render(drawing));
  assert.deepEqual(again.planes, planes);
});

test("colours and proportions are kept; drawings are clipped to their box", async () => {
  const colour = pictureOf(
    await renderer.render({ ...box, body: '<path fill="#f00" d="M-99-99h999v999H-99z"/>' }),
  );
  assert.equal(colour.channels, 3);
  assert.deepEqual(
    [0, 4096, 8192].map((at) => colour.planes[at]),
    [255, 0, 0],
  );
  const wide = pictureOf(await renderer.render({ ...box, height: 32, body: '<path d="M0 0h64v32H0z"/>' }));
  const column = Array.from({ length: 64 }, (_, y) => wide.planes[y * 64 + 10]);
  assert.deepEqual(column, [...Array(16).fill(255), ...Array(32).fill(0), ...Array(16).fill(255)]);
});

test("malformed and empty drawings are reported, and the renderer keeps working", async () => {
  assert.equal((await renderer.render({ ...box, body: "<path d='M0 0h9" })).kind, "malformed");
  assert.deepEqual(await renderer.render({ ...box, body: "" }), { kind: "blank" });
  assert.deepEqual(await renderer.render({ ...box, body: '<path fill="#fff" d="M0 0h64v64H0z"/>' }), {
    kind: "blank",
  });
  // A group with opacity whose content lies outside the picture makes resvg fail.
  const outside = '<g opacity=".5"><path d="M200 200h9v9h-9z"/></g>';
  assert.deepEqual(await renderer.render({ ...box, body: outside }), {
    kind: "malformed",
    reason: "the renderer gave up on it",
  });
  assert.equal((await renderer.render({ ...box, body: '<path d="M0 0h64v64H0z"/>' })).kind, "picture");
});

test("a second renderer, librsvg, draws the same pictures", async () => {
  for (const name of ["tabler", "noto", "game-icons", "streamline-freehand-color"]) {
    const { drawings } = readIconSet(readSources().find(({ set }) => set === name)!);
    for (let i = 5; i < drawings.length; i += Math.ceil(drawings.length / 6)) {
      const { planes, channels } = pictureOf(await renderer.render(drawings[i]!));
      const other = pictureOfRgba(await librsvg(drawings[i]!), renderSize);
      const theirs = channels === other.channels ? other.planes : luminance(other);
      const ours = channels === other.channels ? planes : luminance({ size: renderSize, channels, planes });
      const mean = ours.reduce((sum, value, at) => sum + Math.abs(value - theirs[at]!), 0) / ours.length;
      assert.ok(mean < 3, `${name} ${i}: ${mean.toFixed(2)} of 255 apart`);
    }
  }
});

async function librsvg(drawing: Drawing): Promise<Uint8Array> {
  return sharp(Buffer.from(svgDocument(drawing, renderSize)))
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer();
}

test("halving takes the mean of 2×2 pixels, rounding half up", () => {
  const planes = Uint8Array.from([0, 255, 1, 2, 255, 255, 2, 1, 9, 9, 0, 0, 9, 9, 0, 1]);
  assert.deepEqual([...halved({ size: 4, channels: 1, planes }).planes], [191, 2, 9, 0]);
});

test("luminance is the mean of the channels; faint traces are blank", () => {
  const planes = Uint8Array.from([10, 20, 31, 255]);
  assert.deepEqual([...luminance({ size: 1, channels: 3, planes: planes.subarray(0, 3) })], [20]);
  assert.equal(isBlank({ size: 2, channels: 1, planes: Uint8Array.from([255, 240, 255, 255]) }), true);
  assert.equal(isBlank({ size: 2, channels: 1, planes: Uint8Array.from([255, 239, 255, 255]) }), false);
});
