// @ts-check
// Coordination between processes: locks, and temporary files whose owner may have died. Both have the owner's tag in
// their names, so that any process can check whether the owner is still running. This file is plain JavaScript without
// dependencies, because lib/ready.mjs needs it before anything is installed or compiled.

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

/** Used if a process's start time is unknown (Windows). Such a process counts as alive while any process has its id. */
const unknownStart = "000000";

/** @type {<T>(read: () => T) => T | undefined} */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Identifies the machine and, on Linux, the PID namespace. Process ids are unique only within these. */
const host = short(`${hostname()} ${attempt(() => readlinkSync("/proc/self/ns/pid")) ?? ""}`);

/**
 * A process's start time, hashed to six hexadecimal digits. It distinguishes processes that reuse the same id.
 * @param {number} pid
 * @returns {string | undefined} undefined if there is no such process
 */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH") return undefined;
  }
  if (process.platform === "linux") {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    if (stat === undefined) return unknownStart;
    // The name, in parentheses, may contain any character. It is followed by the state (field 3), … and the start in
    // ticks since boot (field 22).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined; // ended, but not yet reaped by its parent
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
 * A process's tag: machine, process id and start time, e.g. `1f09ab-4711-c0ffee`.
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
 * Whether the process with a tag has ended. Returns false if this cannot be known, e.g. for other machines' processes.
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
 * A name for a temporary file or folder of this process. `clearLeft` removes it once the process has ended.
 * @param {string} prefix must end in "." or "-"
 * @returns {string} e.g. `record.json.1f09ab-4711-c0ffee.89abcdef.tmp`
 */
export function temporaryName(prefix) {
  return `${prefix}${processTag()}.${random()}.tmp`;
}

const temporary = /[.-]([0-9a-f]{6}-\d+-[0-9a-f]{6})\.[0-9a-f]{8}\.tmp$/;

/** Names of temporary files from versions that did not add a tag. */
const untagged = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
const hour = 3_600_000;

/**
 * Removes temporary files, temporary folders and locks that dead processes left in a folder. Those of living processes
 * and of processes on other machines are kept.
 * @param {string} folder subfolders are not searched
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
 * Ignores failures: another process may remove the same path, or it may belong to another user.
 * @type {(path: string) => void}
 */
const remove = (path) => void attempt(() => rmSync(path, { recursive: true, force: true }));

/** @type {Set<string>} */
const cleared = new Set();

/**
 * Like `clearLeft`, but only once per folder in each process.
 * @param {string} folder
 */
export function clearLeftOnce(folder) {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  clearLeft(folder);
}

/**
 * Creates a folder in the system's temporary folder that only this user can read. Also removes such folders left by
 * dead processes.
 * @param {string} prefix the folder's purpose, e.g. `kernel-`
 * @returns {string} the folder's path
 */
export function makeTemporaryFolder(prefix) {
  clearLeftOnce(tmpdir());
  const folder = join(tmpdir(), temporaryName(prefix));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

// A lock is a folder. It contains an empty file named after its first holder, `<tag>.<random>`. Whenever the lock is
// taken over from a dead holder, a folder `after-<that holder>` is added, with a file named after the new holder. Each
// such folder is renamed into place with the file already in it, and renaming fails if a non-empty folder is there. So
// exactly one process gets a free lock, and exactly one succeeds each holder. A process that comes too late tries to
// succeed a holder that is no longer the last one or no longer in the lock; it notices this when it checks again.

/** A lock held on another machine counts as abandoned if its holder has not touched it for this many milliseconds. */
const foreignPatience = 600_000;
const touchEvery = 30_000;

/**
 * @typedef {object} Lock
 * @property {(pid: number) => void} alsoHeldBy keeps the lock until this child process has ended too
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
 * Describes the holder of a lock for a message. Returns undefined if the lock is free.
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
 * Whether a lock is held by a process that is not known to have ended.
 * @param {string} path
 * @returns {boolean}
 */
export function isHeld(path) {
  const last = lastHolder(path);
  return last !== undefined && !isLeft(last);
}

/** Locks of this process. They are released when it ends. @type {Set<Lock>} */
const held = new Set();
process.once("exit", () => {
  for (const lock of held) lock.release();
});

/**
 * Takes a lock if it is free or its holder has ended.
 * @param {string} path a folder that exists while the lock is held; it should end in `.lock`
 * @returns {Lock | undefined} undefined if any process, including this one, holds the lock
 */
export function tryLock(path) {
  const last = lastHolder(path);
  if (last !== undefined && !isLeft(last)) return undefined;
  const place = last === undefined ? path : join(path, `after-${last.holder}`);
  const made = temporaryName(`${path}.`);
  const own = basename(made).slice(`${basename(path)}.`.length, -".tmp".length);
  // Parent folders created only for the lock are removed with it if they are empty.
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
    // Another process was faster: it took the lock, succeeded the holder, or released the lock.
    if (["ENOTEMPTY", "EEXIST"].includes(code) || (code === "ENOENT" && place !== path)) return undefined;
    if (code === "EPERM" && existsSync(place)) return undefined; // the code on Windows
    throw error;
  }
  if (lastHolder(path)?.holder !== own) return undefined; // we came too late
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
 * Takes a lock. Waits as long as another process holds it.
 * @param {string} path
 * @param {(holder: string) => void} [onWait] called once with the holder if there is a wait
 * @param {AbortSignal} [signal] aborts the wait; its reason is thrown
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
 * Runs `work` while holding a lock.
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
