import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { packPlanes, unpackPlanes } from "../../lib/lab/icons.js";

test("planes give back the images they were made from, and a grey image takes one plane", () => {
  const image = fc
    .tuple(fc.boolean(), fc.uint8Array({ minLength: 12, maxLength: 12 }))
    .map(([grey, bytes]) => (grey ? bytes.map((_, at) => bytes[at - (at % 3)]!) : bytes));
  fc.assert(
    fc.property(fc.array(image, { maxLength: 6 }), (images) => {
      const rgb = Uint8Array.from(images.flatMap((one) => [...one]));
      const { channels, planes } = packPlanes(rgb, 4);
      assert.deepEqual(unpackPlanes(planes, channels, 4), rgb);
      const grey = images.filter((one) => one.every((byte, at) => byte === one[at - (at % 3)])).length;
      assert.equal(planes.length, 4 * grey + 12 * (images.length - grey));
    }),
  );
});

test("bytes that do not fit the channels are refused", () => {
  assert.throws(() => unpackPlanes(new Uint8Array(5), "1", 4), /5 bytes, expected 4/);
});
