import { z } from "zod";
import { InputError, oneOf } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { parseSpec, type RunSpec, type RunSpecInput, specHash } from "../train/spec.js";

/** One run of a grid, with its place in the grid, e.g. `grid.json runs.3`. */
export interface GridRun {
  readonly place: string;
  readonly hash: string;
  readonly spec: RunSpec;
}

/** Grids by name. A grid is made only when it is requested. */
export type NamedGrids = Readonly<
  Record<string, () => Promise<readonly (RunSpecInput | RunSpec)[]> | readonly (RunSpecInput | RunSpec)[]>
>;

const fileSchema = z.union(
  [z.array(z.unknown()).min(1), z.strictObject({ runs: z.array(z.unknown()).min(1) })],
  { error: "expected a list of run specs, or {runs: a list of run specs}" },
);

/**
 * The distinct runs of a grid. The grid is a JSON file (a list of specs, or `{runs: …}`) or the name of a known grid.
 * @throws InputError if there is no such file or grid, or naming the first invalid spec
 */
export async function readGrid(grid: string, named: NamedGrids = {}): Promise<GridRun[]> {
  const known = Object.hasOwn(named, grid) ? named[grid] : undefined; // so that `constructor` is not a grid
  if (known !== undefined) return gridRuns(await known(), grid);
  const names = Object.keys(named);
  if (!(await fileExists(grid)))
    throw new InputError(
      `${grid}: no such file${names.length > 0 ? ` and no grid of this name, expected a JSON file or ${oneOf(names)}` : ", expected a JSON file of run specs"}`,
    );
  const content = parsedJson(fileSchema, await readInput(grid), grid);
  return Array.isArray(content) ? gridRuns(content, grid) : gridRuns(content.runs, `${grid} runs`);
}

/** Validates and completes specs and removes duplicates. @throws InputError as `parseSpec`, with the spec's place */
export function gridRuns(specs: readonly unknown[], place: string): GridRun[] {
  const runs = new Map<string, GridRun>();
  for (const [at, input] of specs.entries()) {
    const own = `${place}.${at}`;
    const spec = parseSpec(input, own);
    const hash = specHash(spec);
    if (!runs.has(hash)) runs.set(hash, { place: own, hash, spec });
  }
  return [...runs.values()];
}

/** The runs of a grid and those they start from, each once. */
export function withStarts(runs: readonly GridRun[]): GridRun[] {
  const all = new Map(runs.map((run) => [run.hash, run]));
  const add = ({ place, spec }: GridRun): void => {
    if (spec.start === undefined) return;
    const { from } = spec.start;
    const start = { place: `${place}.start.from`, hash: specHash(from), spec: from };
    if (!all.has(start.hash)) all.set(start.hash, start);
    add(start);
  };
  for (const run of runs) add(run);
  return [...all.values()];
}
