// Several processes build the same corpus at once. Only one builds at a time, and all end with the same corpus.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtFiles, readManifest } from "../../lib/corpus/build/manifest.js";
import { Pack } from "../../lib/corpus/images/pack.js";

const place = await mkdtemp(join(tmpdir(), "concurrent-"));
after(() => rm(place, { recursive: true }));
const script = fileURLToPath(new URL("./buildSmall.js", import.meta.url));

/** Starts a build in a separate process. `reached` resolves when the build reports `step`. */
function build(folder: string) {
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => {
      said += text.toString();
    });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, said }));
  const reached = async (step: string): Promise<void> => {
    while (!said.includes(step) && child.exitCode === null)
      await Promise.race([once(child.stdout, "data"), ended]);
  };
  return { child, ended, reached };
}

test("builds wait for one that is already running; if it is killed, one of them takes over", async () => {
  const folder = join(place, "corpus");
  const first = build(folder);
  await first.reached("rendering icon sets 3/9");
  const others = [build(folder), build(folder)];
  await Promise.all(others.map(({ reached }) => reached("waiting for process")));
  first.child.kill("SIGKILL");
  assert.equal((await first.ended).signal, "SIGKILL");
  await Promise.race(others.map(({ reached }) => reached("writing splits")));
  others.push(build(folder), build(folder)); // these come while splits are written
  const ends = await Promise.all(others.map(({ ended }) => ended));
  for (const { code, said } of ends) assert.equal(code, 0, said);
  const waiting = new RegExp(
    `waiting for process (${first.child.pid}|${others.map(({ child }) => child.pid).join("|")})\n`,
  );
  for (const { said } of ends.slice(0, 2)) assert.match(said, waiting);
  assert.equal(
    ends.filter(({ said }) => said.includes("removing near-duplicates 1/1")).length,
    1,
    "built once",
  );
  const manifest = await readManifest(folder);
  const files = builtFiles(manifest).map(({ file }) => file);
  for (const file of files.filter((name) => name.endsWith(".pack")))
    assert.deepEqual(new Pack(join(folder, file)).damage(), []);
  assert.deepEqual((await readdir(folder)).sort(), [...files, "manifest.json"].sort());
});
