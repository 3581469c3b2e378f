import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inPackage } from "../../lib/base/files.js";
import {
  acquireLock,
  clearLeft,
  holderOf,
  isGone,
  isHeld,
  makeTemporaryFolder,
  processTag,
  temporaryName,
  tryLock,
} from "../../lib/base/processes.mjs";
import { Random } from "../../lib/base/random.js";

const root = mkdtempSync(join(tmpdir(), "processes-"));
after(() => rmSync(root, { recursive: true }));
const processes = pathToFileURL(inPackage("dist", "lib", "base", "processes.mjs")).href;

/** Starts a module that imports the locks as `p`. */
function start(code: string, ...args: string[]): ChildProcess {
  const source = `import * as p from ${JSON.stringify(processes)};\n${code}`;
  return spawn(process.execPath, ["--input-type=module", "-e", source, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [text] = (await once(child.stdout!, "data")) as [Buffer];
  return text.toString().trim();
}

/** The tag of a process that was killed. */
async function goneTag(): Promise<string> {
  const child = start("console.log(p.processTag()); setInterval(() => {}, 1000);");
  const tag = await firstLine(child);
  assert.equal(isGone(tag), false);
  child.kill("SIGKILL");
  await once(child, "exit");
  return tag;
}

test("a process is known by its number and its start", async () => {
  const own = processTag();
  assert.match(own, new RegExp(`^[0-9a-f]{6}-${process.pid}-[0-9a-f]{6}$`));
  assert.equal(isGone(own), false);
  assert.equal(isGone(await goneTag()), true);
  const [host, pid, start] = own.split("-") as [string, string, string];
  const other = start === "123456" ? "654321" : "123456";
  // On Windows the start is not known: then a process of the number counts as the one that is meant.
  assert.equal(isGone(`${host}-${pid}-${other}`), process.platform !== "win32", "the number was given again");
  assert.equal(
    isGone(`${host === "abcdef" ? "fedcba" : "abcdef"}-${pid}-${other}`),
    false,
    "another machine's",
  );
  assert.equal(isGone("no tag"), false);
});

test("a process that has ended and that nobody has waited for is gone", {
  skip: process.platform !== "linux" && "a zombie is told by /proc",
}, async () => {
  // The shell becomes `sleep`, which never asks for the end of the child that the shell had started.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 30"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const pid = Number(await firstLine(parent));
    const state = () => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))![1];
    for (let wait = 0; wait < 100 && state() !== "Z"; wait++) await sleep(20);
    assert.equal(state(), "Z");
    assert.equal(isGone(processTag(pid)), true);
  } finally {
    parent.kill("SIGKILL");
  }
});

test("what gone processes have left is cleared, what is another's stays", async () => {
  const folder = join(root, "left");
  mkdirSync(folder);
  const gone = await goneTag();
  const foreign = `${processTag().startsWith("abcdef") ? "fedcba" : "abcdef"}-${process.pid}-123456`;
  const uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const stays = [
    temporaryName("record.json."),
    `kernel-${foreign}.01234567.tmp`,
    "notes.tmp",
    "record.json",
    `new.json.${uuid}.tmp`,
    `${gone}.json`,
  ];
  const goes = [`record.json.${gone}.01234567.tmp`, `old.json.${uuid}.tmp`];
  for (const name of [...stays, ...goes]) writeFileSync(join(folder, name), "");
  utimesSync(join(folder, goes[1]!), new Date(0), new Date(0)); // from before the names carried a tag
  mkdirSync(join(folder, `kernel-${gone}.89abcdef.tmp`, "deep"), { recursive: true });
  clearLeft(folder);
  assert.deepEqual(readdirSync(folder).sort(), stays.sort());
  clearLeft(join(folder, "nowhere"));
});

test("a temporary folder of a process that was killed goes when the next one makes its own", async () => {
  const child = start('console.log(p.makeTemporaryFolder("kernel-")); setInterval(() => {}, 1000);');
  const left = await firstLine(child);
  const own = makeTemporaryFolder("live-");
  after(() => rmSync(own, { recursive: true }));
  assert.equal(existsSync(left), true, "its process lives");
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = start('console.log(p.makeTemporaryFolder("live-"));');
  const nextFolder = await firstLine(next);
  await once(next, "exit");
  assert.deepEqual([existsSync(left), existsSync(own), existsSync(nextFolder)], [false, true, true]);
  rmSync(nextFolder, { recursive: true });
});

test("a lock: held by one, told to others, free when given back, its folders gone with it", async () => {
  const path = join(root, "made", "for it", "a.lock");
  const lock = tryLock(path)!;
  assert.equal(tryLock(path), undefined);
  assert.equal(isHeld(path), true);
  assert.equal(holderOf(path), `process ${process.pid}`);
  const told: string[] = [];
  const waiting = acquireLock(path, (holder) => told.push(holder));
  await sleep(300);
  lock.release();
  const next = await waiting;
  lock.release(); // once more does nothing to the next holder
  assert.equal(isHeld(path), true);
  next.release();
  assert.deepEqual(told, [`process ${process.pid}`]);
  assert.deepEqual([isHeld(path), holderOf(path)], [false, undefined]);
  assert.equal(existsSync(join(root, "made")), false);
  const held = tryLock(path)!;
  const abort = AbortSignal.timeout(200);
  await assert.rejects(acquireLock(path, undefined, abort), { name: "TimeoutError" });
  held.release();
});

test("a lock whose holder is gone, and a child of it that lives", async () => {
  const path = join(root, "child.lock");
  const code = `
    import { spawn } from "node:child_process";
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    p.tryLock(process.argv[1]).alsoHeldBy(child.pid);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const holder = start(code, path);
  const child = Number(await firstLine(holder));
  holder.kill("SIGKILL");
  await once(holder, "exit");
  assert.equal(tryLock(path), undefined, "what it started still runs");
  process.kill(child, "SIGKILL");
  const lock = await acquireLock(path);
  assert.equal(holderOf(path), `process ${process.pid}`);
  lock.release();
  assert.equal(existsSync(path), false);
});

// Each process takes the lock again and again. Inside it makes a file that must not be there, unless its maker is gone.
const contender = `
  import { readFileSync, rmSync, writeFileSync, appendFileSync } from "node:fs";
  const [path, inside, log] = process.argv.slice(1);
  const end = Date.now() + 6000;
  while (Date.now() < end) {
    const lock = await p.acquireLock(path);
    try {
      writeFileSync(inside, p.processTag(), { flag: "wx" });
    } catch {
      const other = readFileSync(inside, "utf8");
      if (other !== "" && !p.isGone(other)) appendFileSync(log, "two inside\\n");
      writeFileSync(inside, p.processTag());
    }
    await new Promise((go) => setTimeout(go, 20 * Math.random()));
    rmSync(inside);
    appendFileSync(log, "in and out\\n");
    lock.release();
  }`;

test("of eight processes that are killed at random and begun anew, never two hold a lock", async () => {
  const folder = join(root, "contended");
  mkdirSync(folder);
  const [path, inside, log] = [join(folder, "a.lock"), join(folder, "inside"), join(folder, "log")];
  const random = new Random("kills");
  const begin = () => start(contender, path, inside, log);
  const living = Array.from({ length: 8 }, begin);
  for (let kills = 0; kills < 20; kills++) {
    await sleep(250 * random.uniform());
    const at = Math.floor(living.length * random.uniform());
    // The holder, mostly: killed anywhere between taking the lock and giving it back.
    const tag = attemptRead(inside)?.split("-")[1];
    const victim = living.find(({ pid }) => String(pid) === tag) ?? living[at]!;
    victim.kill("SIGKILL");
    living[living.indexOf(victim)] = begin();
  }
  await Promise.all(living.map((child) => child.exitCode ?? once(child, "exit")));
  const lines = readFileSync(log, "utf8").trim().split("\n");
  assert.equal(lines.filter((line) => line === "two inside").length, 0);
  assert.ok(lines.length >= 20, `the lock was taken ${lines.length} times`);
  clearLeft(folder);
  assert.deepEqual(
    readdirSync(folder).filter((name) => /lock|tmp/.test(name)),
    [],
  );
});

function attemptRead(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
