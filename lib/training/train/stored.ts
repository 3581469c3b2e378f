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

interface StoredRunOptions extends Omit<RunOptions, "start"> {
  /** Folder of records. */
  readonly records: string;
  /**
   * Folder of checkpoints. A run that starts from another reads its checkpoint; if it is missing, that run is
   * trained.
   */
  readonly checkpoints: string;
  /** Whether to keep this run's own checkpoint too. */
  readonly keep?: boolean;
  /** Whether to train even if there is a record. */
  readonly again?: boolean;
  /** Called with a short description of the process that is already training this spec, if it has to be waited for. */
  readonly onWait?: (holder: string) => void;
}

/** The path of a run's checkpoint, by the hash of the run. */
export function checkpointPathOf(folder: string, hash: string): string {
  return join(folder, `${hash}.safetensors`);
}

/** The path of a run's checkpoint. */
export function checkpointPath(folder: string, spec: RunSpec): string {
  return checkpointPathOf(folder, specHash(spec));
}

/** The path of the lock that a process holds while it trains a spec. It is freed when the process ends in any way. */
export function runLockPath(records: string, hash: string): string {
  return join(records, `${hash}.lock`);
}

/**
 * The record of a spec. Reads the record if it exists; otherwise trains the run and writes the record atomically when
 * it finishes. With `keep` the checkpoint must exist too. If several processes ask for the same record, one makes it
 * and the others wait.
 * @throws InputError as `run`; if a run that this one starts from diverged, or its checkpoint is damaged or belongs to
 *   another run; or if the folder of records is not writable
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

/** Like `storedRun`, but returns undefined if another process is making the record. */
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
    throw code === undefined ? error : new InputError(`${records}: is not writable (${code})`);
  }
}

/** The existing record, if it is complete: with `keep` this includes the checkpoint. */
async function knownRecord(spec: RunSpec, options: StoredRunOptions): Promise<RunRecord | undefined> {
  const { records, checkpoints, keep = false, again = false } = options;
  const known = again ? undefined : await readRecord(records, specHash(spec));
  if (known === undefined || !keep || known.status === "diverged") return known;
  return (await fileExists(checkpointPath(checkpoints, spec))) ? known : undefined;
}

async function makeRecord(spec: RunSpec, options: StoredRunOptions, lock: Lock): Promise<RunRecord> {
  try {
    // Another process may have made the record just before this one got the lock.
    return (await knownRecord(spec, options)) ?? (await runAndWrite(spec, options));
  } finally {
    lock.release();
  }
}

async function runAndWrite(spec: RunSpec, options: StoredRunOptions): Promise<RunRecord> {
  const { records, checkpoints, keep = false } = options;
  const start = spec.start && (await startOf(spec.start.from, options));
  const { record, checkpoint } = await run(spec, { ...options, ...(start && { start }) });
  // The checkpoint is written first, so that an existing record means the run is complete.
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
      `${path}: not the model of the run's record: digest ${digest.slice(0, 16)}…, expected ${record.checkpoint.slice(0, 16)}… as in the record; remove it to train the run again`,
    );
  return checkpoint;
}
