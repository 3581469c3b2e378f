import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { captionLines, pairGallery } from "../../lib/chapter/icons.js";

test("pairs of icons: four to a line, with their likeness and ids", async () => {
  const [house, bell] = ["lucide:house", "lucide:bell"];
  const same = [house, house] as const;
  const rows = await pairGallery({ twins: [same, same, same, same, same], others: [[house, bell]] });
  assert.deepEqual(
    rows.map(({ title, items }) => [title, items.length]),
    [
      ["twins", 4],
      ["twins", 1],
      ["others", 1],
    ],
  );
  const [twin] = rows[0]!.items;
  assert.deepEqual(twin!.lines, ["0 bits, r = 1.000", house, house]); // a drawing and itself
  assert.deepEqual(twin!.pictures[0], twin!.pictures[1]);
  const [other] = rows[2]!.items;
  assert.match(other!.lines[0]!, /^[1-9]\d* bits, r = -?0\.\d{3}$/);
  assert.deepEqual(other!.lines.slice(1), [house, bell]);
  await assert.rejects(pairGallery({ none: [[house, "lucide:no-such-icon"]] }), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, /lucide:no-such-icon/);
    return true;
  });
});

test("what a publisher says: the label first, the set last, nothing for what is empty, six tags at most", () => {
  const caption = { title: "Bell", description: "", tags: [], styleWords: [] };
  assert.deepEqual(captionLines({ set: "lucide", classId: undefined, caption }), [
    "no label",
    "title: Bell",
    "lucide",
  ]);
  const full = { ...caption, description: "Rings", tags: ["a", "b", "c", "d", "e", "f", "g"] };
  assert.deepEqual(captionLines({ set: "lucide", classId: "bell", caption: full }), [
    "label: bell",
    "title: Bell",
    "description: Rings",
    "tags: a, b, c, d, e, f",
    "lucide",
  ]);
});
