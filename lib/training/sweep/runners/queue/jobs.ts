import { z } from "zod";
import { InputError } from "../../../../base/errors.js";
import { parsed } from "../../../../base/parse.js";
import { parseSpec, type RunSpec, specHash } from "../../../train/spec.js";
import type { Task } from "../../plan.js";

// Two kinds of job. `run` trains one run. `release` waits, as the parent of a BullMQ flow, for the run from which others
// start, and then puts those others into the queue. A job is a specification and nothing else: it names no file and no
// code. Whatever a worker reads from the queue is checked as if a stranger had written it.

/** A run in the queue, and the runs that start from it. */
export interface QueuedRun {
  readonly hash: string;
  readonly spec: RunSpec;
  /** Whether its trained model is needed afterwards. */
  readonly keep: boolean;
  /** Place in the queue: smaller numbers are trained first. */
  readonly priority: number;
  readonly followers: readonly QueuedRun[];
}

/** BullMQ takes no id that is a whole number or contains a colon, and a hash can be all digits. */
export const runJobId = (hash: string): string => `run-${hash}`;
export const releaseJobId = (hash: string): string => `release-${hash}`;

/** The hash in the id of a `run` job. */
export function hashOfRunJob(id: string): string | undefined {
  return /^run-([0-9a-f]{16})$/.exec(id)?.[1];
}

/** The largest priority of BullMQ. */
const lastPriority = 2_097_152;

/** Tasks as trees: each run with those that start from it. The order of the tasks becomes their priority. */
export function queuedRuns(tasks: readonly Task[]): QueuedRun[] {
  const followers = new Map<string, Task[]>();
  for (const task of tasks)
    if (task.after !== undefined) followers.set(task.after, [...(followers.get(task.after) ?? []), task]);
  const rank = new Map(tasks.map(({ hash }, at) => [hash, Math.min(at + 1, lastPriority)]));
  const known = new Set(rank.keys());
  const tree = ({ hash, spec, keep }: Task): QueuedRun => ({
    hash,
    spec,
    keep,
    priority: rank.get(hash)!,
    followers: (followers.get(hash) ?? []).map(tree),
  });
  return tasks.filter(({ after }) => after === undefined || !known.has(after)).map(tree);
}

const runDataSchema = z.strictObject({ spec: z.unknown(), keep: z.boolean() });
const priority = z.int().min(1).max(lastPriority);

interface QueuedRunInput {
  readonly spec?: unknown;
  readonly keep: boolean;
  readonly priority: number;
  readonly followers: readonly QueuedRunInput[];
}
const queuedRunSchema: z.ZodType<QueuedRunInput> = z.strictObject({
  spec: z.unknown(),
  keep: z.boolean(),
  priority,
  get followers() {
    return z.array(queuedRunSchema).max(100_000);
  },
});
const releaseDataSchema = z.strictObject({ followers: z.array(queuedRunSchema).max(100_000) });

/** What a `run` job contains. */
export function runData({ spec, keep }: Pick<QueuedRun, "spec" | "keep">): z.input<typeof runDataSchema> {
  return { spec, keep };
}

/** What a `release` job contains. The hashes follow from the specs. */
export function releaseData({ followers }: Pick<QueuedRun, "followers">): z.input<typeof releaseDataSchema> {
  const plain = ({ spec, keep, priority, followers }: QueuedRun): QueuedRunInput => ({
    spec,
    keep,
    priority,
    followers: followers.map(plain),
  });
  return { followers: followers.map(plain) };
}

/**
 * Checks a `run` job.
 * @throws InputError if it is not a valid spec, or not the spec of its id
 */
export function parseRunJob(id: string, data: unknown): { hash: string; spec: RunSpec; keep: boolean } {
  const place = `job ${id.slice(0, 40)}`;
  const { spec: input, keep } = parsed(runDataSchema, data, place);
  const spec = parseSpec(input, `${place} spec`);
  const hash = specHash(spec);
  if (id !== runJobId(hash))
    throw new InputError(`${place}: id: expected ${runJobId(hash)}, the hash of its spec`);
  return { hash, spec, keep };
}

/**
 * Checks a `release` job.
 * @throws InputError if it contains anything but runs that start from the run in its id
 */
export function parseReleaseJob(id: string, data: unknown): QueuedRun[] {
  const place = `job ${id.slice(0, 40)}`;
  const queued = (input: QueuedRunInput, after: string, where: string): QueuedRun => {
    const spec = parseSpec(input.spec, `${where} spec`);
    const from = spec.start && specHash(spec.start.from);
    if (from !== after) throw new InputError(`${where}: start: ${from ?? "none"}, expected run ${after}`);
    const hash = specHash(spec);
    return {
      ...input,
      hash,
      spec,
      followers: input.followers.map((each, at) => queued(each, hash, `${where}.followers.${at}`)),
    };
  };
  const after = /^release-([0-9a-f]{16})$/.exec(id)?.[1];
  if (after === undefined) throw new InputError(`${place}: id: expected release- and the hash of a run`);
  return parsed(releaseDataSchema, data, place).followers.map((each, at) =>
    queued(each, after, `${place} followers.${at}`),
  );
}
