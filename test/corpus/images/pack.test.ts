import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Random } from "../../../lib/base/random.js";
import { encodePack, Pack } from "../../../lib/corpus/images/pack.js";
import type { Picture } from "../../../lib/corpus/images/picture.js";

const folder = await mkdtemp(join(tmpdir(), "pack-"));
after(() => rm(folder, { recursive: true }));

const random = new Random("pack");
const pictures: Picture[] = Array.from({ length: 2500 }, (_, i) => {
  const channels = i % 7 === 0 ? 3 : 1;
  return { size: 2, channels, planes: Uint8Array.from({ length: 4 * channels }, () => random.integer(256)) };
});
const content = {
  about: { split: "test" },
  columns: { id: pictures.map((_, i) => `a:${i}`) },
  extra: Uint8Array.of(1, 2, 3),
  size: 2,
  pictures,
};

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await encodePack(content));
  return path;
}

test("a pack returns the table, bytes and images it was made from", async () => {
  const pack = new Pack<{ split: string }, { id: string[] }>(await written("whole.pack"));
  assert.deepEqual(pack.about, content.about);
  assert.deepEqual(pack.columns, content.columns);
  assert.deepEqual(Uint8Array.from(pack.extra), content.extra);
  assert.equal(pack.count, 2500);
  assert.deepEqual(
    [...pack.pictures()].map(({ channels, planes }) => [channels, ...planes]),
    pictures.map(({ channels, planes }) => [channels, ...planes]),
  );
  assert.deepEqual(pack.damage(), []);
});

test("rgb() repeats grey images over three channels and interleaves planes", async () => {
  const rgb = new Pack(await written("rgb.pack")).rgb();
  assert.equal(rgb.length, 2500 * 12);
  const [colour, grey] = [pictures[0]!.planes, pictures[1]!.planes];
  assert.deepEqual(
    [...rgb.subarray(0, 6)],
    [colour[0], colour[4], colour[8], colour[1], colour[5], colour[9]],
  );
  assert.deepEqual([...rgb.subarray(12, 18)], [grey[0], grey[0], grey[0], grey[1], grey[1], grey[1]]);
});

test("equal content gives equal bytes; other content gives another hash", async () => {
  assert.deepEqual(await encodePack(content), await encodePack(content));
  const hash = new Pack(await written("one.pack")).contentHash;
  const path = join(folder, "other.pack");
  await writeFile(path, await encodePack({ ...content, extra: Uint8Array.of(1, 2, 4) }));
  assert.notEqual(new Pack(path).contentHash, hash);
});

test("a changed byte is detected anywhere in the file, and its section is named", async () => {
  const path = await written("changed.pack");
  const whole = await readFile(path);
  const header = 44 + whole.readUInt32LE(8);
  const places: [number, RegExp][] = [
    [3, /does not begin with PICTPACK/],
    [20, /its header is damaged/],
    [60, /its header is damaged/],
    [header + 5, /table does not have the hash/],
    [whole.length - 5, /block 3 of 3 does not have the hash/],
  ];
  for (const [at, message] of places) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1;
    await writeFile(path, changed);
    const found = () => {
      const damage = new Pack(path).damage();
      if (damage.length > 0) throw new Error(damage.join());
    };
    assert.throws(found, (error: Error) => error.message.startsWith(path) && message.test(error.message));
  }
});

test("truncated, empty and missing files are named", async () => {
  const path = await written("short.pack");
  const { length } = await readFile(path);
  for (const size of [length - 1, 1000, 30, 0]) {
    await truncate(path, size);
    assert.throws(() => new Pack(path), { name: "InputError", message: /short\.pack: (has|is cut short)/ });
  }
  assert.throws(() => new Pack(join(folder, "none.pack")), { message: /none\.pack: no such file/ });
});
