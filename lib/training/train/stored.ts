import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists } from "../../base/files.js";
import { acquireLock, type Lock, tryLock } from "../../base/processes.mjs";
import type { RunRecord } from "../../record/schema.js";
import { readRecord, writeRecord } from "../../record/store.js";
import { type Checkpoint, checkpointDigest, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { type RunOptions, run } from "./run.js";
import { type RunSpec, specHash } from "./spec.js";
import { checkModel } from "./start.js";

export interface StoredRunOptions extends Omit<RunOptions, "start"> {
  /** Folder of records. */
  readonly records: string;
  /** Folder of checkpoints: read for runs that start from others, which are trained if theirs is not there. */
  readonly checkpoints: string;
  /** Whether this run's own checkpoint is kept too. */
  readonly keep?: boolean;
  /** Whether to run even if there is a record. */
  readonly again?: boolean;
  /** Told, in a few words, which process runs this spec already, if it has to be waited for. */
  readonly onWait?: (holder: string) => void;
}

/** Where a run's checkpoint is kept. */
export function checkpointPath(folder: string, spec: RunSpec): string {
  return join(folder, `${specHash(spec)}.safetensors`);
}

/** There while a process runs a spec, so that no other does; the process's end frees it, however it ends. */
export function runLockPath(records: string, hash: string): string {
  return join(records, `${hash}.lock`);
}

/**
 * The record of a spec: read if it is there, else made and written, whole, as the run finishes. With `keep` the
 * checkpoint must be there too. Of several processes that ask for one record a single one makes it, the others wait.
 * @throws InputError as `run`; if a run this one starts from diverged, or its checkpoint is damaged or another run's; or
 * if the folder of records cannot be written to
 */
export async function storedRun(spec: RunSpec, options: StoredRunOptions): Promise<RunRecord> {
  const known = await knownRecord(spec, options);
  if (known) return known;
  const path = runLockPath(options.records, specHash(spec));
  return makeRecord(
    spec,
    options,
    await locked(options.records, acquireLock(path, options.onWait, options.signal)),
  );
}

/** As `storedRun`, but undefined if another process is making the record. */
export async function storedRunUnlessHeld(
  spec: RunSpec,
  options: StoredRunOptions,
): Promise<RunRecord | undefined> {
  const known = await knownRecord(spec, options);
  if (known) return known;
  const path = runLockPath(options.records, specHash(spec));
  const lock = await locked(
    options.records,
    Promise.resolve().then(() => tryLock(path)),
  );
  return lock && makeRecord(spec, options, lock);
}

async function locked<T>(records: string, lock: Promise<T>): Promise<T> {
  try {
    return await lock;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new InputError(`${records}: cannot be written to (${code})`);
  }
}

/** The record, if it and all that is wanted with it is there. */
async function knownRecord(spec: RunSpec, options: StoredRunOptions): Promise<RunRecord | undefined> {
  const { records, checkpoints, keep = false, again = false } = options;
  const known = again ? undefined : await readRecord(records, specHash(spec));
  if (known === undefined || !keep || known.status === "diverged") return known;
  return (await fileExists(checkpointPath(checkpoints, spec))) ? known : undefined;
}

async function makeRecord(spec: RunSpec, options: StoredRunOptions, lock: Lock): Promise<RunRecord> {
  try {
    // Another process may have made it just before this one got the lock.
    return (await knownRecord(spec, options)) ?? (await runAndWrite(spec, options));
  } finally {
    lock.release();
  }
}

async function runAndWrite(spec: RunSpec, options: StoredRunOptions): Promise<RunRecord> {
  const { records, checkpoints, keep = false } = options;
  const start = spec.start && (await startOf(spec.start.from, options));
  const { record, checkpoint } = await run(spec, { ...options, ...(start && { start }) });
  // The checkpoint first: a record that is there says that all of its run is.
  if (keep && checkpoint) await writeCheckpoint(checkpointPath(checkpoints, spec), checkpoint);
  await writeRecord(records, record);
  return record;
}

async function startOf(spec: RunSpec, options: StoredRunOptions): Promise<Checkpoint> {
  const path = checkpointPath(options.checkpoints, spec);
  if (!(await fileExists(path))) {
    const record = await storedRun(spec, { ...options, keep: true, again: false });
    if (record.status === "diverged")
      throw new InputError(`spec start: the run it starts from, ${record.hash}, diverged: ${record.reason}`);
  }
  const checkpoint = await readCheckpoint(path);
  const hash = specHash(checkpoint.spec);
  if (hash !== specHash(spec))
    throw new InputError(`${path}: a checkpoint of run ${hash}, expected that of run ${specHash(spec)}`);
  checkModel(checkpoint, path);
  const record = await readRecord(options.records, hash);
  const digest = checkpointDigest(checkpoint);
  if (record?.checkpoint !== undefined && record.checkpoint !== digest)
    throw new InputError(
      `${path}: not the model of the run's record: digest ${digest.slice(0, 16)}…, expected ${record.checkpoint.slice(0, 16)}… as the record says; remove it to train the run anew`,
    );
  return checkpoint;
}
