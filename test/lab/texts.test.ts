// The lab's texts in Korean, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { experiments } from "../../lib/causes/grids.js";
import { baseline } from "../../lib/causes/plan/baseline.js";
import { labQuestions } from "../../lib/lab/questions.js";
import { everyLabText, labFaults } from "../../lib/lab/texts.js";
import { linkTarget } from "../../lib/notebook/export/links.js";
import { loadExporter, readNotebook } from "../../lib/notebook/index.js";

const { catalogueOf, readEdition, translateNotebook, translationOf } = await loadExporter();
const edition = await readEdition(inPackage("notebooks"), "ko");

test("every text of the lab has a translation, and a text without one is named", () => {
  assert.deepEqual(labFaults(edition.messages), []);
  const { "Ask it": _, ...others } = edition.messages.lab!;
  const messages = { ...edition.messages, lab: { ...others, loss: "상실", "Ask them": "물어보기" } };
  assert.deepEqual(labFaults({ ...messages, "table heads": { loss: "손실" } }), [
    'lab: "Ask it" is not translated',
    'lab: "Ask them" is no text of the lab',
    'lab: "loss" is translated otherwise in table heads',
  ]);
  assert.ok(everyLabText.length > 100);
});

test("recorded models of every experiment have a Korean name, whether their runs are in or not", () => {
  const catalogue = catalogueOf(edition);
  for (const { runs } of [baseline, ...experiments])
    for (const { treatment } of runs) catalogue.translate(treatment);
  assert.deepEqual([...catalogue.missing], []);
});

test("notebooks in Korean lead to the lab beside them, with their question", async () => {
  for (const [number, { notebook }] of Object.entries(labQuestions)) {
    const source = inPackage("notebooks", `${notebook}.ipynb`);
    const translation = await translationOf(edition, source);
    const { cells } = translateNotebook(
      await readNotebook(source),
      translation,
      catalogueOf(edition),
    ).notebook;
    const links = cells.flatMap(({ source: text }) => text.match(/(?<=\]\()[^)]*lab\.html[^)]*/g) ?? []);
    assert.deepEqual(links.map(linkTarget), [{ kind: "report", href: `lab.html#question=${number}` }]);
  }
});
