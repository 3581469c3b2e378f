// A real process is killed with SIGKILL at several points, and started again until it ends. The record must equal that of
// an evaluation that nobody disturbed, in counts and in every bit.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../../lib/base/files.js";
import { writeColourImages, writeColourModel } from "../colours.js";

let folder: string;
let model: string;
let images: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "killed-"));
  model = await writeColourModel(folder);
  images = await writeColourImages(join(folder, "imagenet-a"), 6);
});
after(() => rm(folder, { recursive: true }));

const main = inPackage("dist", "lib", "cli", "main.js");
const argumentsFor = (out: string) =>
  [main, "evaluate", model, "--imagenet_a", images, "--out", join(folder, out), "--batch", "8"] as const;
const recordOf = (out: string) => join(folder, out, "colours.imagenet_a.json");
const linesOf = async (out: string) =>
  (await readFile(`${recordOf(out)}.partial`, "utf8").catch(() => "")).split("\n").length;

const counts = async (out: string) => {
  const { results, data } = JSON.parse(await readFile(recordOf(out), "utf8"));
  return { results, data };
};

test("killed anywhere, an evaluation goes on with the same counts", { timeout: 240_000 }, async () => {
  const whole = spawnSync(process.execPath, argumentsFor("whole"), { encoding: "utf8" });
  assert.equal(whole.status, 0, whole.stderr);
  let kills = 0;
  // After so many batches of 150, and at once, before the first.
  for (const batches of [0, 1, 20, 75, 140]) {
    const child = spawn(process.execPath, argumentsFor("killed"), { stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | null>((done) => child.on("exit", (_, signal) => done(signal)));
    while (child.exitCode === null && (await linesOf("killed")) < batches + 2) await sleep(2);
    child.kill("SIGKILL");
    if ((await ended) === "SIGKILL") kills++;
    assert.deepEqual(
      (await readdir(join(folder, "killed"))).filter((name) => name.endsWith(".json")),
      [],
    );
  }
  assert.equal(kills, 5);
  assert.ok((await linesOf("killed")) > 140, "finished batches were kept");
  const last = spawnSync(process.execPath, argumentsFor("killed"), { encoding: "utf8" });
  assert.equal(last.status, 0, last.stderr);
  assert.match(last.stderr, /imagenet_a: going on after 1,1\d\d images/);
  assert.deepEqual(await counts("killed"), await counts("whole"));
  assert.deepEqual(await readdir(join(folder, "killed")), ["colours.imagenet_a.json"]);
});

test("a second process on the same journal is told who has it", { timeout: 120_000 }, async () => {
  const first = spawn(process.execPath, argumentsFor("both"), { stdio: "ignore" });
  const ended = new Promise<number | null>((done) => first.on("exit", (code) => done(code)));
  while (first.exitCode === null && (await linesOf("both")) < 2) await sleep(2);
  process.kill(first.pid!, "SIGSTOP"); // it holds the lock for as long as the second one needs
  const second = spawnSync(process.execPath, argumentsFor("both"), { encoding: "utf8" });
  process.kill(first.pid!, "SIGCONT");
  assert.equal(second.status, 2, second.stderr);
  assert.match(
    second.stderr,
    new RegExp(
      `\\nerror: .*partial: process ${first.pid} is evaluating the same model on the same images, expected one at a time\\n$|^error: .*process ${first.pid} `,
    ),
  );
  assert.equal(await ended, 0);
  assert.deepEqual(await counts("both"), await counts("whole"));
});
