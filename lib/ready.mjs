// @ts-check
// Prepares a clone: installs dependencies, compiles TypeScript, and links the package under its own name. Plain
// JavaScript without dependencies, because it runs before anything is installed or compiled. If several commands
// start at once, one of them does the work and the others wait. Every file of dist/ exists at every moment, so
// commands that are already running are not disturbed.

import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { acquireLock, clearLeft, temporaryName } from "./base/processes.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageName = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name;
const dist = join(root, "dist");
const selfLink = join(root, "node_modules", packageName);

/** A file with the modification time of the newest compiled source. Written last: until then dist/ is out of date. */
const stamp = join(dist, ".compiled");

/** Set while npm ci runs. It runs this file again as the package's `prepare` step, which must then do nothing. */
const underWay = "ROBUSTNESS_READY";

/**
 * Modification time in ms, or -Infinity if the path does not exist.
 * @type {(path: string) => number}
 */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;

/**
 * Newest modification time of the sources below a folder.
 * @type {(folder: string) => number}
 */
function newestIn(folder) {
  let newest = modified(folder); // deleting a file changes its folder
  if (!Number.isFinite(newest)) return newest;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestIn(path));
    else if (/\.(c?ts|mjs)$/.test(entry.name)) newest = Math.max(newest, modified(path));
  }
  return newest;
}

/** @type {(text: string) => void} */
const say = (text) => void process.stderr.write(`${text}\n`);

/**
 * Runs a program to its end. The lock is held while the program runs, even if this process is killed.
 * @param {import("./base/processes.mjs").Lock} lock
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
function run(lock, command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, [underWay]: "1" },
      // Output goes to stderr: stdout belongs to the command this prepares for.
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32" && command === "npm",
    });
    if (child.pid !== undefined) lock.alsoHeldBy(child.pid);
    /** @type {(how: string, code: number) => void} */
    const failed = (how, code) => {
      say(`${command} ${args.join(" ")} failed${how}`);
      resolve(code);
    };
    child.once("error", ({ message }) => failed(`: ${message}`, 1));
    child.once("exit", (code, signal) => {
      if (code === 0) resolve(0);
      else failed(signal ? `: it was ended by ${signal}` : ` with exit code ${code}`, code ?? 1);
    });
  });
}

// npm runs this file as the `prepare` step when a user installs by hand. The packages are then already there.
const isPrepare = process.env.npm_lifecycle_event === "prepare";
const installedAt = () => modified(join(root, "node_modules", ".package-lock.json"));
const isInstalled = () => isPrepare || installedAt() >= modified(join(root, "package-lock.json"));

/** @type {(lock: import("./base/processes.mjs").Lock) => Promise<number>} */
async function install(lock) {
  const reason = Number.isFinite(installedAt())
    ? "node_modules is older than package-lock.json"
    : "no node_modules yet";
  say(`Installing dependencies with npm ci (${reason}) ...`);
  const started = Date.now();
  const code = await run(lock, "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code === 0) say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return code;
}

const isLinked = () => existsSync(join(selfLink, "package.json"));

function linkSelf() {
  // Notebooks import the package by name. TypeScript inside tslab does not read `exports`, so a link is needed.
  rmSync(selfLink, { force: true, recursive: true });
  mkdirSync(dirname(selfLink), { recursive: true });
  symlinkSync(process.platform === "win32" ? root : "..", selfLink, "junction");
}

const newestSource = () =>
  Math.max(
    newestIn(join(root, "lib")),
    newestIn(join(root, "test")),
    modified(join(root, "tsconfig.json")),
    installedAt(),
  );
const isCompiled = () => existsSync(join(dist, "lib", "index.js")) && modified(stamp) >= newestSource();

/**
 * Compiles into a temporary folder, then updates dist/. After a failure dist/ is unchanged.
 * @type {(lock: import("./base/processes.mjs").Lock) => Promise<number>}
 */
async function compile(lock) {
  say("Compiling lib/ and test/ ...");
  const newest = newestSource(); // taken before compiling, so that a source changed meanwhile is compiled next time
  const stage = join(root, temporaryName(".dist."));
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const project = ["--project", join(root, "tsconfig.json"), "--outDir", stage];
    const code = await run(lock, process.execPath, [tsc, ...project]);
    if (code !== 0) return code;
    const compiled = filesIn(stage);
    // New files are added first and old ones removed last, so that a file always finds its imports.
    const isNew = (/** @type {string} */ file) => !existsSync(join(dist, file));
    for (const file of [...compiled.filter(isNew), ...compiled.filter((file) => !isNew(file))])
      takeOver(stage, file);
    const gone = ["lib", "test"]
      .flatMap((folder) => filesIn(dist, folder))
      .filter((file) => !compiled.includes(file));
    if (gone.length > 0) await sleep(loading);
    for (const file of gone) rmSync(join(dist, file), { force: true });
    writeFileSync(stamp, "");
    const time = new Date(Math.ceil(newest));
    utimesSync(stamp, time, time);
    return 0;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Milliseconds to wait for commands that are still loading their imports. */
const loading = 2000;

/**
 * All files below a folder of `root`.
 * @param {string} root
 * @param {string} [below]
 * @returns {string[]} paths relative to `root`
 */
function filesIn(root, below = "") {
  if (!existsSync(join(root, below))) return [];
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? filesIn(root, path) : [path];
  });
}

/**
 * Moves a compiled file to dist/. If the file in dist/ is equal, it stays, so that its readers and watchers are not
 * disturbed.
 * @param {string} stage
 * @param {string} file
 */
function takeOver(stage, file) {
  const [source, target] = [join(stage, file), join(dist, file)];
  if (existsSync(target) && readFileSync(source).equals(readFileSync(target))) return;
  mkdirSync(dirname(target), { recursive: true });
  renameSync(source, target);
}

/** The steps of the preparation, in order. */
const steps = [
  { isDone: isInstalled, work: install },
  { isDone: isLinked, work: linkSelf },
  { isDone: isCompiled, work: compile },
];

if (process.env[underWay] === undefined) clearLeft(root);
if (process.env[underWay] === undefined && !steps.every(({ isDone }) => isDone())) {
  const lock = await acquireLock(join(root, ".ready.lock"), (holder) =>
    say(`Waiting for ${holder}, which installs or compiles ...`),
  );
  for (const { isDone, work } of steps) {
    if (isDone()) continue; // possibly by another process while this one waited
    const code = (await work(lock)) ?? 0;
    if (code === 0) continue;
    process.exitCode = code;
    break;
  }
  lock.release();
}
