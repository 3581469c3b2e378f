// `robustness engine-native` with something missing: each fault has its message, and nothing is left behind.
// `npm run test:native` tests the build itself.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";

const main = inPackage("dist", "lib", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "engine-native-"));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

// Programs that are there and say so, so that the tests ask the same of every machine.
const compiler = program("g++", "exit 0");
program("make", "exit 0");
const noPip = program(
  "python-without-pip",
  '[ "$1" = --version ] && exit 0; echo "No module named pip" >&2; exit 1',
);
const offline = program(
  "python-offline",
  'case "$*" in *download*) echo "ERROR: No matching distribution found for $*" >&2; exit 1;; esac',
);
const headers = join(folder, "headers");
mkdirSync(join(headers, "include", "node"), { recursive: true });
writeFileSync(join(headers, "include", "node", "node_api.h"), "");
const [major] = process.versions.node.split(".");
writeFileSync(join(headers, "include", "node", "node_version.h"), `#define NODE_MAJOR_VERSION ${major}\n`);
const empty = join(folder, "empty");
mkdirSync(empty);

interface Asked {
  readonly python?: string;
  readonly compiler?: string;
  readonly headers?: string;
  readonly more?: readonly string[];
  readonly temporary?: string;
}

const environment = (asked: Asked) => ({
  ...process.env,
  CXX: asked.compiler ?? compiler,
  PATH: `${folder}:${process.env.PATH}`,
  ...(asked.temporary !== undefined && { TMPDIR: asked.temporary }),
});

function build(asked: Asked) {
  const before = left();
  const named = ["--python", asked.python ?? noPip, "--headers", asked.headers ?? headers];
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [main, "engine-native", ...named, ...(asked.more ?? [])],
    {
      encoding: "utf8",
      env: environment(asked),
    },
  );
  assert.deepEqual(left(), before, "nothing is left behind");
  assert.equal(stdout, "");
  assert.match(stderr, /Nothing was changed; the default engine works as before\n$/);
  return { status, stderr };
}

/** Folders of built engines, and of those that are being built. */
const left = () => readdirSync(inPackage()).filter((name) => name.startsWith(".native"));

const skip = `${process.platform} ${process.arch}` !== "linux x64" && "built only for Linux on x86-64";

test("no compiler", { skip }, () => {
  const { status, stderr } = build({ compiler: join(folder, "no-such-compiler") });
  assert.equal(status, 2);
  assert.match(
    stderr,
    /no C\+\+ compiler \(Debian: apt-get install g\+\+ make\): ".*no-such-compiler" does not run/,
  );
});

test("no Python", { skip }, () => {
  const { status, stderr } = build({ python: join(folder, "no-such-python") });
  assert.equal(status, 2);
  assert.match(stderr, /no Python, which node-gyp and pip need \(--python names another\): .* does not run/);
});

test("no headers of this Node.js", { skip }, () => {
  const { status, stderr } = build({ headers: empty });
  assert.equal(status, 2);
  assert.match(stderr, /no headers of Node\.js \d+: looked for include\/node\/node_api\.h in .*empty/);
});

test("no pip: exit code 3, as where nothing can be fetched", { skip }, () => {
  const { status, stderr } = build({});
  assert.equal(status, 3);
  assert.match(stderr, /no pip: ".*" does not run \(No module named pip\); install it/);
});

test("no network: exit code 3, with pip's own error", { skip }, () => {
  const { status, stderr } = build({ python: offline });
  assert.equal(status, 3);
  assert.match(stderr, /pip cannot get tensorflow-cpu==\S+ \(ERROR: No matching distribution found/);
});

test("a folder that is none, and one without libtensorflow", { skip }, () => {
  const none = build({ more: ["--from", join(folder, "nowhere")] });
  assert.equal(none.status, 2);
  assert.match(none.stderr, /--from: ".*nowhere" is not a folder/);
  const wrong = build({ more: ["--from", empty] });
  assert.equal(wrong.status, 2);
  assert.match(
    wrong.stderr,
    /--from: ".*empty" contains no libtensorflow, expected include\/tensorflow\/c\/eager\/c_api\.h/,
  );
});

test("a folder for temporary files that make cannot read is refused before anything is fetched", {
  skip,
}, () => {
  const temporary = join(folder, "a space");
  mkdirSync(temporary);
  const { status, stderr } = build({ temporary });
  assert.equal(status, 2);
  assert.match(
    stderr,
    /the folder for temporary files is in ".*a space", and make cannot read a path with a space in it: set TMPDIR/,
  );
});

// Pip as it downloads for a long time: it says its number and has written a part of the wheel.
const downloads = join(folder, "downloads");
const slow = program(
  "python-slow",
  `case "$*" in *download*)
  while [ "$1" != --dest ]; do shift; done
  echo part > "$2/tensorflow.whl"; echo $$ > "${downloads}"; exec sleep 60;; esac`,
);

/** Starts a build and waits until it downloads. */
async function downloading(): Promise<{ child: ChildProcess; pip: number; said: () => string }> {
  rmSync(downloads, { force: true });
  const args = [main, "engine-native", "--python", slow, "--headers", headers];
  const child = spawn(process.execPath, args, { env: environment({}), stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr!.on("data", (text: Buffer) => {
    said += text.toString();
  });
  for (let wait = 0; wait < 600 && !existsSync(downloads); wait++) await sleep(50);
  await sleep(50);
  return { child, pip: Number(readFileSync(downloads, "utf8")), said: () => said };
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
const undo = () => spawnSync(process.execPath, [main, "engine-native", "--undo"], { encoding: "utf8" });

test("Ctrl-C ends the build and what it has started, and leaves nothing", { skip }, async () => {
  const before = left();
  const { child, pip, said } = await downloading();
  assert.ok(isAlive(pip));
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  assert.equal(code, 130); // 128 + 2, as shells count
  assert.match(said(), /interrupted: nothing was changed; the default engine works as before\n$/);
  assert.deepEqual(left(), before);
  for (let wait = 0; wait < 100 && isAlive(pip); wait++) await sleep(20);
  assert.ok(!isAlive(pip), "pip still runs");
});

test("--undo keeps what a build under way has made, and removes it once that was killed", {
  skip: skip || (existsSync(inPackage(".native")) && "it would remove the engine that is built here"),
}, async () => {
  const { child, pip } = await downloading();
  const during = left();
  const meanwhile = undo();
  assert.equal(meanwhile.status, 0);
  assert.match(meanwhile.stdout, /^There is no \.native to remove\.\n$/);
  assert.equal(
    meanwhile.stderr,
    `process ${child.pid} is building the native engine now; its files are not removed\n`,
  );
  assert.deepEqual(left(), during);
  child.kill("SIGKILL");
  await once(child, "close");
  process.kill(pip, "SIGKILL");
  assert.deepEqual(left(), during, "a killed build leaves its stage");
  mkdirSync(inPackage(".native.4194304")); // as stages were once called; no process number is that large
  const later = undo();
  assert.deepEqual([later.status, later.stderr], [0, ""]);
  assert.match(later.stdout, /^Removed \.native, \d+ MB\.\n$/);
  assert.deepEqual(left(), []);
});
