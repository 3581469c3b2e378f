import assert from "node:assert/strict";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemFault } from "../../lib/base/errors.js";
import { readInput, writeAtomically } from "../../lib/base/files.js";

test("errors of the operating system name the path and what is wrong with it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "file");
  await writeFile(file, "");
  const said = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => assert.fail("no error"),
      (error: unknown) => error,
    );
    return systemFault(error)!.message;
  };
  const long = join(folder, "x".repeat(300));
  assert.equal(
    await said(readFile(join(folder, "none"))),
    `${join(folder, "none")}: no such file or folder (ENOENT)`,
  );
  assert.equal(
    await said(readFile(join(file, "a"))),
    `${join(file, "a")}: goes through a file, expected a folder (ENOTDIR)`,
  );
  assert.equal(await said(readFile(long)), `${long}: the name is too long (ENAMETOOLONG)`);
  const full = await open("/dev/full", "w").catch(() => undefined); // Linux has it
  if (full) {
    assert.equal(await said(full.writeFile("text")), "no space left on the disk (ENOSPC)");
    await full.close();
  }
  assert.equal(systemFault(new Error("other")), undefined);
  assert.equal(systemFault(new TypeError("x is not a function")), undefined);

  const faults: [() => Promise<unknown>, string][] = [
    [() => writeAtomically(folder, "text"), `${folder}: is a folder, expected a file (EISDIR)`],
    [
      () => writeAtomically(join(file, "b", "a"), "text"),
      `${join(file, "b", "a")}: goes through a file, expected a folder (ENOTDIR)`,
    ],
    [() => writeAtomically(long, "text"), `${long}: the name is too long (ENAMETOOLONG)`],
    [
      () => readInput(join(file, "a")),
      `${join(file, "a")}: goes through a file, expected a folder (ENOTDIR)`,
    ],
  ];
  for (const [work, message] of faults) await assert.rejects(work(), { name: "InputError", message });
});
