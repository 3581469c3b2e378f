// @ts-check
// Processes in each other's way: locks, and temporary things whose owner may be gone. Both carry the owner's tag in
// their names, so that whoever finds them can tell whether it still runs. Plain JavaScript without dependencies,
// because lib/ready.mjs needs it before anything is installed or compiled.

import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @type {(text: string) => string} */
const short = (text) => createHash("sha256").update(text).digest("hex").slice(0, 6);

/** Where a process's start is not known (Windows), it counts as alive while any process has its number. */
const unknownStart = "000000";

/** @type {<T>(read: () => T) => T | undefined} */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The machine, and on Linux the namespace of process numbers: a number means one process only within these. */
const host = short(`${hostname()} ${attempt(() => readlinkSync("/proc/self/ns/pid")) ?? ""}`);

/**
 * When a process started, in six hexadecimal digits: another process that was given the same number has another start.
 * @param {number} pid
 * @returns {string | undefined} undefined if there is no such process
 */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, and it is another user's.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH") return undefined;
  }
  if (process.platform === "linux") {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    if (stat === undefined) return unknownStart;
    // The name, in parentheses, may hold anything. After it: state (field 3), …, start in ticks since boot (field 22).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined; // it has ended, nobody has asked how
    const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")) ?? "";
    return short(`${boot} ${fields[19]}`);
  }
  if (process.platform === "win32") return unknownStart;
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const started = attempt(() =>
    execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env }),
  );
  return started === undefined ? unknownStart : short(started.trim());
}

/** @type {string | undefined} */
let ownTag;

/**
 * A process's tag: machine, number and start, e.g. `1f09ab-4711-c0ffee`.
 * @param {number} [pid] default: this process
 * @returns {string}
 */
export function processTag(pid = process.pid) {
  if (pid !== process.pid) return `${host}-${pid}-${startOf(pid) ?? unknownStart}`;
  ownTag ??= `${host}-${pid}-${startOf(pid) ?? unknownStart}`;
  return ownTag;
}

const tagParts = /^([0-9a-f]{6})-(\d+)-([0-9a-f]{6})$/;

/**
 * Whether the process of a tag has ended. False if that cannot be known: of another machine's process, say.
 * @param {string} tag
 * @returns {boolean}
 */
export function isGone(tag) {
  const [, machine, pid, start] = tagParts.exec(tag) ?? [];
  if (machine !== host || pid === undefined) return false;
  const now = startOf(Number(pid));
  return now === undefined || (now !== start && now !== unknownStart && start !== unknownStart);
}

const random = () => randomBytes(4).toString("hex");

/**
 * A name for something temporary of this process, which `clearLeft` removes once the process is gone.
 * @param {string} prefix ends in "." or "-"
 * @returns {string} e.g. `record.json.1f09ab-4711-c0ffee.89abcdef.tmp`
 */
export function temporaryName(prefix) {
  return `${prefix}${processTag()}.${random()}.tmp`;
}

const temporary = /[.-]([0-9a-f]{6}-\d+-[0-9a-f]{6})\.[0-9a-f]{8}\.tmp$/;

/** Names of temporary files before they carried a tag. */
const untagged = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
const hour = 3_600_000;

/**
 * Removes what processes that are gone left in a folder: temporary files and folders, and locks. What belongs to a
 * living process, or to one of another machine, stays.
 * @param {string} folder not searched below
 */
export function clearLeft(folder) {
  for (const name of attempt(() => readdirSync(folder)) ?? []) {
    const path = join(folder, name);
    const tag = temporary.exec(name)?.[1];
    if (tag !== undefined) {
      if (isGone(tag)) remove(path);
    } else if (untagged.test(name)) {
      const written = attempt(() => statSync(path).mtimeMs) ?? Number.POSITIVE_INFINITY;
      if (Date.now() - written > hour) remove(path); // no file takes an hour to write
    } else if (name.endsWith(".lock") && holderOf(path) !== undefined) {
      attempt(() => tryLock(path))?.release();
    }
  }
}

/**
 * Another process may remove the same, and some things are another user's.
 * @type {(path: string) => void}
 */
const remove = (path) => void attempt(() => rmSync(path, { recursive: true, force: true }));

/** @type {Set<string>} */
const cleared = new Set();

/**
 * `clearLeft`, the first time this process asks for a folder.
 * @param {string} folder
 */
export function clearLeftOnce(folder) {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  clearLeft(folder);
}

/**
 * Makes a folder for temporary files that only this user can read, in the system's place for them, and removes
 * such folders of processes that are gone.
 * @param {string} prefix what it is for, e.g. `kernel-`
 * @returns {string} its path
 */
export function makeTemporaryFolder(prefix) {
  clearLeftOnce(tmpdir());
  const folder = join(tmpdir(), temporaryName(prefix));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

// A lock is a folder. It holds an empty file named by its first holder, `<tag>.<random>`, and for each holder that was
// gone when another took the lock over, a folder `after-<that holder>` with a file named by the next. A folder is
// renamed into place with the file in it, which fails if one with a file stands there: so of several processes exactly
// one gets a free lock, and exactly one succeeds a given holder. A process that is late tries to succeed a holder that
// is not the last any more, or not in the lock at all, and sees that when it looks again.

/** A lock of another machine's process counts as left when its holder has not touched it for so many milliseconds. */
const foreignPatience = 600_000;
const touchEvery = 30_000;

/**
 * @typedef {object} Lock
 * @property {(pid: number) => void} alsoHeldBy keeps the lock until this process, too, has ended: a child that outlives us
 * @property {() => void} release
 */

/**
 * @param {string} path
 * @returns {{ readonly holder: string, readonly folder: string } | undefined} undefined if the lock is free
 */
function lastHolder(path) {
  const names = attempt(() => readdirSync(path)) ?? [];
  /** @type {(all: readonly string[]) => string | undefined} */
  const holderIn = (all) => all.find((name) => /^[0-9a-f]{6}-/.test(name));
  let holder = holderIn(names);
  let folder = path;
  while (holder !== undefined && names.includes(`after-${holder}`)) {
    folder = join(path, `after-${holder}`);
    holder = holderIn(attempt(() => readdirSync(folder)) ?? []);
  }
  return holder === undefined ? undefined : { holder, folder };
}

/** @param {{ readonly holder: string, readonly folder: string }} of */
function isLeft({ holder, folder }) {
  /** @type {(name: string) => boolean} */
  const left = (name) => {
    const tag = name.split(".")[0] ?? "";
    if (tag.startsWith(`${host}-`)) return isGone(tag);
    const touched = attempt(() => statSync(join(folder, holder)).mtimeMs) ?? Number.POSITIVE_INFINITY;
    return Date.now() - touched > foreignPatience;
  };
  const children = (attempt(() => readdirSync(folder)) ?? []).filter((name) => name.startsWith("child-"));
  return [holder, ...children.map((name) => name.slice("child-".length))].every(left);
}

/**
 * Who holds a lock, as words for a message; undefined if nobody does.
 * @param {string} path
 * @returns {string | undefined}
 */
export function holderOf(path) {
  const last = lastHolder(path);
  if (last === undefined) return undefined;
  const [, machine, pid] = tagParts.exec(last.holder.split(".")[0] ?? "") ?? [];
  return machine === host
    ? `process ${pid}`
    : `process ${pid} of another machine or container (if it is gone, remove ${path})`;
}

/**
 * Whether a lock is held by a process that is not known to be gone.
 * @param {string} path
 * @returns {boolean}
 */
export function isHeld(path) {
  const last = lastHolder(path);
  return last !== undefined && !isLeft(last);
}

/** Locks of this process, given back when it ends. @type {Set<Lock>} */
const held = new Set();
process.once("exit", () => {
  for (const lock of held) lock.release();
});

/**
 * Takes a lock, if nobody holds it or its holder is gone.
 * @param {string} path of a folder that is there while the lock is held; give it the ending `.lock`
 * @returns {Lock | undefined} undefined if a process holds it, be it this one
 */
export function tryLock(path) {
  const last = lastHolder(path);
  if (last !== undefined && !isLeft(last)) return undefined;
  const place = last === undefined ? path : join(path, `after-${last.holder}`);
  const made = temporaryName(`${path}.`);
  const own = basename(made).slice(`${basename(path)}.`.length, -".tmp".length);
  // Folders that are made for the lock alone go with it, if nothing else has come into them.
  const first = mkdirSync(made, { recursive: true }) ?? made;
  const removeParents = () => {
    for (let folder = dirname(path); folder.length >= first.length; folder = dirname(folder))
      attempt(() => rmdirSync(folder));
  };
  try {
    writeFileSync(join(made, own), "");
    renameSync(made, place);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    const { code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
    // Another process was faster: with the lock itself, with its succession, or with giving it back.
    if (["ENOTEMPTY", "EEXIST"].includes(code) || (code === "ENOENT" && place !== path)) return undefined;
    if (code === "EPERM" && existsSync(place)) return undefined; // Windows' word for it
    throw error;
  }
  if (lastHolder(path)?.holder !== own) return undefined; // we were late
  const touching = setInterval(() => {
    const now = new Date();
    attempt(() => utimesSync(join(place, own), now, now));
  }, touchEvery);
  touching.unref();
  /** @type {Lock} */
  const lock = {
    alsoHeldBy: (pid) => writeFileSync(join(place, `child-${processTag(pid)}`), ""),
    release: () => {
      clearInterval(touching);
      if (!held.delete(lock) || lastHolder(path)?.holder !== own) return;
      const released = temporaryName(`${path}.`);
      attempt(() => renameSync(path, released));
      remove(released);
      removeParents();
    },
  };
  held.add(lock);
  return lock;
}

/**
 * Takes a lock, waiting for it as long as another process holds it.
 * @param {string} path
 * @param {(holder: string) => void} [onWait] told once, who holds it, if there is a wait
 * @param {AbortSignal} [signal] ends the wait with its reason as the error
 * @returns {Promise<Lock>}
 */
export async function acquireLock(path, onWait, signal) {
  for (let told = false; ; ) {
    signal?.throwIfAborted();
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    const holder = holderOf(path);
    if (!told && holder !== undefined) {
      told = true;
      onWait?.(holder);
    }
    await sleep(50 + 100 * Math.random());
  }
}

/**
 * Does something while holding a lock.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} [onWait]
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait, signal) {
  const lock = await acquireLock(path, onWait, signal);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
