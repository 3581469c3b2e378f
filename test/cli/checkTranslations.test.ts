import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { packageNotebooks } from "../../lib/cli/checkNotebooks.js";
import { faultsOf, sharedFaults } from "../../lib/cli/checkTranslations.js";
import { loadExporter, readNotebook, writeNotebook } from "../../lib/notebook/index.js";
import { command } from "./commandProcess.js";

const edition = async () => (await loadExporter()).readEdition(inPackage("notebooks"), "ko");

test("the Korean edition says what the notebooks say", async () => {
  const korean = await edition();
  const files = ["index.md", "TEACHING.md"].map((file) => inPackage("notebooks", file));
  for (const source of [...(await packageNotebooks()), ...files])
    assert.deepEqual(await faultsOf(korean, source), []);
  assert.deepEqual(await sharedFaults(korean), []);
});

test("a changed cell, a changed number and a changed link are named", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "edition-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const name = "09-the-verdict";
  const korean = { ...(await edition()), folder };
  const [source, translation] = [join(folder, `${name}.ipynb`), join(folder, `${name}.md`)];
  await cp(inPackage("notebooks", "ko", `${name}.md`), translation);
  const notebook = await readNotebook(inPackage("notebooks", `${name}.ipynb`));
  const text = await readFile(translation, "utf8");
  await writeNotebook(source, notebook);
  assert.deepEqual(await faultsOf(korean, source), []);
  const [first] = notebook.cells;
  const changed = { ...first!, source: `${first!.source}\n\nOne more sentence.` } as typeof first;
  await writeNotebook(source, { ...notebook, cells: [changed!, ...notebook.cells.slice(1)] });
  const [fault, ...others] = await faultsOf(korean, source);
  assert.match(fault!, new RegExp(`cell ${first!.id} has changed since it was translated`));
  assert.deepEqual(others, []);
  await writeNotebook(source, notebook);
  await writeFile(
    translation,
    text.replace("검정력 80%", "검정력 81%").replace("(08-ruled-out", "(07-ruled-out"),
  );
  const differing = await faultsOf(korean, source);
  assert.equal(differing.length, 2, differing.join("\n"));
  assert.match(differing.join("\n"), /numbers: lacks 80; adds 81/);
  assert.match(differing.join("\n"), /links: lacks 08-ruled-out-and-related\.ipynb; adds 07-ruled-out/);
});

test("the command names what it checked, and accepts only what is named", () => {
  const whole = command("check-translations");
  assert.deepEqual([whole.code, whole.stderr], [0, "13 translations, 0 faults\n"]);
  const unnamed = command("check-translations", "--accept");
  assert.equal(unnamed.code, 2);
  assert.match(unnamed.stderr, /--accept: needs names/);
  const unknown = command("check-translations", "77");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /"77": no notebook or file starts with it/);
});
