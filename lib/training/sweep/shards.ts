import { InputError } from "../../base/errors.js";
import { type RunSpec, specHash } from "../train/spec.js";
import type { GridRun } from "./grid.js";
import { type EarlierTime, RunTimes } from "./timeLeft.js";

/** One of several parts of a grid, counted from 1: `{ number: 3, of: 16 }`. */
export interface GridShard {
  readonly number: number;
  readonly of: number;
}

const mostShards = 100_000;

/** Parses `3/16`. @throws InputError naming the option */
export function parseShard(text: string, option = "--shard"): GridShard {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (number === undefined || of === undefined)
    throw new InputError(
      `${option}: "${text}", expected the number of a shard and of all shards, as in 3/16`,
    );
  if (of < 1 || of > mostShards || number < 1 || number > of)
    throw new InputError(
      `${option}: "${text}", expected a number from 1 to the number of shards, which is at most ${mostShards}`,
    );
  return { number, of };
}

/**
 * The runs of one shard. Runs that start from the same run, directly or through others, stay together, so no model has
 * to travel between shards and none is trained twice. Such families are dealt out longest first, each to the shard
 * with the least work so far. The division depends on the grid, the number of shards and `earlier` alone, so every
 * machine computes the same one, whatever is already trained.
 * @param earlier how long runs took before; a run without an earlier time counts as much as those of its kind
 */
export function shardRuns(
  runs: readonly GridRun[],
  shard: GridShard,
  earlier: EarlierTime = () => undefined,
): GridRun[] {
  const families = familiesOf(runs, costBy(runs, earlier));
  const load = new Float64Array(shard.of);
  const mine = new Set<string>();
  for (const { cost, hashes } of families) {
    const least = load.indexOf(Math.min(...load));
    load[least]! += cost;
    if (least === shard.number - 1) for (const hash of hashes) mine.add(hash);
  }
  return runs.filter(({ hash }) => mine.has(hash));
}

interface Family {
  /** Hash of the run from which all others start, directly or through others. */
  readonly root: string;
  /** Expected seconds of all its runs. */
  readonly cost: number;
  /** The runs of the grid. */
  readonly hashes: readonly string[];
}

/** The families of a grid, the longest first. */
function familiesOf(runs: readonly GridRun[], cost: (spec: RunSpec) => number): Family[] {
  const families = new Map<string, { specs: Map<string, RunSpec>; hashes: string[] }>();
  for (const { hash, spec } of runs) {
    const chain = chainOf(spec);
    const root = specHash(chain.at(-1)!);
    const family = families.get(root) ?? { specs: new Map<string, RunSpec>(), hashes: [] };
    families.set(root, family);
    family.hashes.push(hash);
    for (const each of chain) family.specs.set(specHash(each), each);
  }
  return [...families]
    .map(([root, { specs, hashes }]) => ({
      root,
      hashes,
      cost: [...specs.values()].reduce((sum, spec) => sum + cost(spec), 0),
    }))
    .sort((a, b) => b.cost - a.cost || (a.root < b.root ? -1 : 1));
}

/** A spec and those it starts from, the first one last. */
function chainOf(spec: RunSpec): RunSpec[] {
  return spec.start ? [spec, ...chainOf(spec.start.from)] : [spec];
}

/** Estimates seconds from earlier times; without any, all runs count the same. */
function costBy(runs: readonly GridRun[], earlier: EarlierTime): (spec: RunSpec) => number {
  const times = new RunTimes(earlier);
  for (const spec of runs.flatMap(({ spec }) => chainOf(spec))) {
    const seconds = earlier(spec);
    if (seconds !== undefined) times.add(spec, seconds);
  }
  return (spec) => times.expected(spec) ?? 1;
}
