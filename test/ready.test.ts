// lib/ready.mjs in small clones: commands that start while it compiles, several of it at once, killed, and failing.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../lib/base/files.js";

const root = mkdtempSync(join(tmpdir(), "ready-"));
after(() => rmSync(root, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Clone {
  constructor(readonly folder: string) {
    mkdirSync(join(folder, "lib", "base"), { recursive: true });
    for (const file of ["lib/ready.mjs", "lib/base/processes.mjs", "tsconfig.json"])
      copyFileSync(inPackage(file), this.path(file));
    this.write("lib/index.ts", 'export { answer } from "./answer.js";\n');
    this.write("lib/answer.ts", "export const answer: number = 1;\n");
    // A command that loads a part late, as ours do.
    this.write(
      "lib/main.ts",
      'await new Promise((go) => setTimeout(go, 300));\nconst { answer } = await import("./index.js");\nconsole.log(answer);\n',
    );
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  /** Installed without npm: the compiler is this package's own. */
  installed(): this {
    this.write("package.json", JSON.stringify({ name: "small", type: "module" }));
    this.write("package-lock.json", "{}");
    mkdirSync(this.path("node_modules"));
    for (const name of ["typescript", "@types"])
      symlinkSync(inPackage("node_modules", name), this.path("node_modules", name), "junction");
    this.write("node_modules/.package-lock.json", "{}");
    return this;
  }

  start(...args: string[]): ChildProcess {
    const env = { ...process.env, npm_lifecycle_event: "", npm_config_cache: join(root, "npm-cache") };
    return spawn(process.execPath, args, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }

  ready = (): Promise<Ended> => ended(this.start(join("lib", "ready.mjs")));
  main = (): Promise<Ended> => ended(this.start(join("dist", "lib", "main.js")));

  /** What ready.mjs needs while it works, and must not leave. */
  left = (): string[] => readdirSync(this.folder).filter((name) => /^\.(dist|ready)/.test(name));
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout!.on("data", (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr!.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

const compiling = /^Compiling lib\/ and test\/ \.\.\.$/m;
const waiting = /^Waiting for process \d+, which installs or compiles \.\.\.$/m;

test("commands that start while it compiles all run; then a renamed source is gone, the new one there", async () => {
  const clone = new Clone(join(root, "while compiling")).installed();
  assert.equal((await clone.ready()).code, 0);
  assert.equal((await clone.main()).stdout, "1\n");
  const unchanged = statSync(clone.path("dist", "lib", "main.js")).ino;
  renameSync(clone.path("lib", "answer.ts"), clone.path("lib", "reply.ts"));
  clone.write("lib/index.ts", 'export { answer } from "./reply.js";\n');

  let over = false;
  const compiled = clone.ready().then((end) => {
    over = true;
    return end;
  });
  const commands: Promise<Ended>[] = [];
  while (!over && commands.length < 60) {
    commands.push(clone.main());
    await sleep(150);
  }
  assert.equal((await compiled).code, 0);
  const ends = await Promise.all(commands);
  assert.ok(ends.length >= 8, `${ends.length} commands`);
  for (const { stdout, stderr } of ends) assert.equal(stdout, "1\n", stderr);
  assert.deepEqual(
    ["answer.js", "answer.d.ts", "reply.js"].map((file) => existsSync(clone.path("dist", "lib", file))),
    [false, false, true],
  );
  assert.equal(statSync(clone.path("dist", "lib", "main.js")).ino, unchanged, "equal files are left alone");
  assert.equal((await clone.main()).stdout, "1\n");
  const again = await clone.ready();
  assert.deepEqual([again.code, again.stderr], [0, ""], "nothing is left to do");
  assert.deepEqual(clone.left(), []);
});

test("five at once: one compiles, the others say whom they wait for", async () => {
  const clone = new Clone(join(root, "five")).installed();
  const ends = await Promise.all(Array.from({ length: 5 }, clone.ready));
  assert.deepEqual(
    ends.map(({ code }) => code),
    [0, 0, 0, 0, 0],
  );
  assert.equal(ends.filter(({ stderr }) => compiling.test(stderr)).length, 1);
  // One that starts late enough finds all done.
  assert.ok(ends.filter(({ stderr }) => waiting.test(stderr)).length >= 1);
  assert.deepEqual(clone.left(), []);
});

test("killed at any moment: dist stays whole, the next start compiles and clears", async () => {
  const clone = new Clone(join(root, "killed")).installed();
  await clone.ready();
  for (const wait of [50, 300, 900, 1600]) {
    clone.write("lib/answer.ts", `export const answer: number = ${wait};\n`);
    const child = clone.start(join("lib", "ready.mjs"));
    const end = ended(child);
    await sleep(wait);
    child.kill("SIGKILL");
    await end;
    const { code, stdout, stderr } = await clone.main();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\d+\n$/);
  }
  const { code, stderr } = await clone.ready();
  assert.equal(code, 0, stderr);
  assert.equal((await clone.main()).stdout, "1600\n");
  assert.deepEqual(clone.left(), []);
});

test("a source that does not compile leaves dist as it was, and a mended one is compiled", async () => {
  const clone = new Clone(join(root, "failing")).installed();
  await clone.ready();
  clone.write("lib/answer.ts", 'export const answer: number = "one";\n');
  const { code, stderr, stdout } = await clone.ready();
  assert.equal(code, 1); // the compiler's
  assert.match(stderr, /answer\.ts.*TS2322[\s\S]*failed with exit code 1$/m);
  assert.equal(stdout, "");
  assert.equal((await clone.main()).stdout, "1\n");
  assert.deepEqual(clone.left(), []);
  assert.equal((await clone.ready()).code, 1, "it is tried again");
  clone.write("lib/answer.ts", "export const answer: number = 2;\n");
  assert.equal((await clone.ready()).code, 0);
  assert.equal((await clone.main()).stdout, "2\n");
});

test("two on a fresh clone: npm ci runs once, its own prepare step changes nothing", async () => {
  const clone = new Clone(join(root, "fresh"));
  const names = ["typescript", "@types/node", "undici-types"];
  const links = Object.fromEntries(names.map((name) => [name, `file:${inPackage("node_modules", name)}`]));
  clone.write(
    "package.json",
    JSON.stringify({
      name: "small",
      type: "module",
      scripts: { prepare: "node lib/ready.mjs" },
      dependencies: links,
    }),
  );
  const made = await ended(
    spawn("npm", ["install", "--package-lock-only", "--offline", "--ignore-scripts"], {
      cwd: clone.folder,
      shell: process.platform === "win32",
    }),
  );
  assert.equal(made.code, 0, made.stderr);
  const ends = await Promise.all([clone.ready(), clone.ready()]);
  for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
  const [first, second] = ends.map(({ stderr }) => stderr).sort((a) => (a.startsWith("Waiting") ? 1 : -1));
  assert.match(first!, /^Installing dependencies with npm ci \(no node_modules yet\) \.\.\.\n/);
  assert.equal(first!.match(/Compiling/g)?.length, 1, first);
  assert.match(second!, /^Waiting for process \d+, which installs or compiles \.\.\.\n$/);
  assert.equal((await clone.main()).stdout, "1\n");
  assert.deepEqual(clone.left(), []);
});
