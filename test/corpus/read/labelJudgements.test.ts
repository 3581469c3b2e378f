import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadLabelJudgements } from "../../../lib/corpus/read/labelJudgements.js";
import { loadClasses } from "../../../lib/corpus/sets/classes.js";
import { families, readSources } from "../../../lib/corpus/sets/sources.js";

test("every family was judged, on icons of its own sets, with existing labels", async () => {
  const { sample, families: judged } = await loadLabelJudgements();
  assert.deepEqual(judged.map(({ family }) => family).sort(), [...families].sort());
  const classes = new Set((await loadClasses()).classes.map(({ id }) => id));
  const familyOf = new Map(readSources().map(({ set, family }) => [set, family]));
  for (const { family, judged: looked, wrong, unsure } of judged) {
    assert.ok(looked <= sample && wrong.length + unsure.length < looked);
    const ids = [...wrong, ...unsure].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, label } of [...wrong, ...unsure]) {
      assert.equal(familyOf.get(id.split(":")[0]!), family, id);
      assert.ok(classes.has(label), label);
    }
  }
});

test("a faulty file is named", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "judgements-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "judged.json");
  await writeFile(path, JSON.stringify({ note: "", seed: 1, sample: 0, families: [] }));
  await assert.rejects(loadLabelJudgements(path), { name: "InputError", message: /judged\.json: sample: 0/ });
});
