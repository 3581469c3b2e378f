// Pixels equal those of Pillow, to the bit. pillow.json was made with Pillow 13.0.0 and numpy 2.4.6: SHA-256 (first 16
// digits) of resized arrays of the formula `pattern` below, and small files in many formats with the SHA-256 of
// `Image.open(…).convert("RGB")` and of torchvision's Resize(32, bicubic) and CenterCrop(28) as it computes them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inPackage } from "../../../lib/base/files.js";
import { decodeImage } from "../../../lib/evaluation/pixels/decode.js";
import { resizeAndCrop } from "../../../lib/evaluation/pixels/preprocess.js";
import { type Interpolation, type RgbImage, resample } from "../../../lib/evaluation/pixels/resample.js";

interface Golden {
  readonly resized: [number, number, number, number, Interpolation, string][];
  readonly files: { name: string; size: [number, number]; bytes: string; rgb: string; input: string }[];
}

const golden = JSON.parse(
  await readFile(inPackage("test", "evaluation", "pixels", "pillow.json"), "utf8"),
) as Golden;

const sha = ({ data }: RgbImage) => createHash("sha256").update(data).digest("hex").slice(0, 16);

function pattern(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(
        [
          (x * 7 + y * 3) % 256,
          (x * x + y * 5) % 256,
          (Math.floor((x * y) / 3) + 200 * ((Math.floor(x / 5) + Math.floor(y / 4)) % 2)) % 256,
        ],
        (y * width + x) * 3,
      );
  return { width, height, data };
}

for (const [width, height, toWidth, toHeight, interpolation, expected] of golden.resized)
  test(`${interpolation} ${width} × ${height} → ${toWidth} × ${toHeight}`, () => {
    const image = pattern(width, height);
    const whole = resample(image, toWidth, toHeight, interpolation);
    assert.equal(sha(whole), expected);
    // A part equals that part of the whole.
    const box = {
      left: toWidth >> 2,
      top: toHeight >> 2,
      width: Math.max(1, toWidth >> 1),
      height: Math.max(1, toHeight >> 1),
    };
    const part = resample(image, toWidth, toHeight, interpolation, box);
    for (let row = 0; row < box.height; row++)
      assert.deepEqual(
        part.data.subarray(row * box.width * 3, (row + 1) * box.width * 3),
        whole.data.subarray(
          ((box.top + row) * toWidth + box.left) * 3,
          ((box.top + row) * toWidth + box.left + box.width) * 3,
        ),
      );
  });

const resize32crop28 = {
  resize: { shortest: 32 },
  interpolation: "bicubic",
  crop: { width: 28, height: 28 },
  margin: "torchvision",
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

for (const { name, size, bytes, rgb, input } of golden.files)
  test(`decoded as Pillow does: ${name}`, async () => {
    const image = await decodeImage(Buffer.from(bytes, "base64"), name);
    assert.deepEqual([image.width, image.height], size);
    assert.equal(sha(image), rgb, "decoded");
    assert.equal(
      sha(resizeAndCrop(image, { ...resize32crop28, mean: [0, 0, 0], std: [1, 1, 1] })),
      input,
      "input",
    );
  });

test("what is no image, or is cut off, is named", async () => {
  const whole = Buffer.from(golden.files.find(({ name }) => name === "rgb.jpg")!.bytes, "base64");
  const png = Buffer.from(golden.files.find(({ name }) => name === "rgb.png")!.bytes, "base64");
  for (const [what, bytes] of [
    ["empty", Buffer.alloc(0)],
    ["text", Buffer.from("<html><body>404 Not Found</body></html>")],
    ["drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ["short JPEG", whole.subarray(0, whole.length - 96)],
    ["half a JPEG", whole.subarray(0, whole.length >> 1)],
    ["half a PNG", png.subarray(0, png.length >> 1)],
    ["header only", png.subarray(0, 40)],
  ] as const)
    await assert.rejects(decodeImage(bytes, `${what}.jpg`), (error: Error) => {
      assert.equal(error.name, "InputError", what);
      assert.ok(error.message.startsWith(`${what}.jpg: `), error.message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
});
