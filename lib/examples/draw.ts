import { InputError, oneOf } from "../base/errors.js";
import { Random } from "../base/random.js";
import type { DataSpec } from "./source.js";

/** What a data source knows about the images of a training pool: one entry per image. */
export interface Pool {
  /** The set or other origin of each image. */
  readonly sets: readonly string[];
  /** The family of each image's set, if the data set has families. */
  readonly families?: readonly string[];
  /** Rows on the frozen list of images that are nearer to a test image than the reference is. */
  readonly alike?: ReadonlySet<number> | undefined;
  /** Class numbers, −1 for none: the data set's own labels, and those found by text match. */
  readonly labels: { readonly class: ArrayLike<number>; readonly textMatch: ArrayLike<number> };
}

interface DrawnRow {
  readonly pool: string;
  readonly row: number;
  /** The label the spec asks for, −1 if it has none. */
  readonly label: number;
}

/**
 * Selects the images a spec asks for, without repeats, sorted by pool and row. Each draw is a prefix of one shuffle of
 * its pool, so for the same seed a smaller draw is a subset of a larger one.
 * @throws InputError naming a pool or set that does not exist, or a draw that asks for more images than there are
 */
export function drawRows(spec: DataSpec, pools: Readonly<Record<string, Pool>>): DrawnRow[] {
  const random = new Random(spec.seed).stream("draw");
  const chosen = new Map<string, DrawnRow>();
  for (const [at, draw] of spec.train.entries()) {
    const place = `data.train.${at}`;
    const pool = pools[draw.pool];
    if (pool === undefined)
      throw new InputError(`${place}.pool: no pool "${draw.pool}", expected ${oneOf(Object.keys(pools))}`);
    const known = new Set(pool.sets);
    const missing = draw.sets?.find((set) => !known.has(set));
    if (missing !== undefined)
      throw new InputError(
        `${place}.sets: no set "${missing}" in pool ${draw.pool}, expected ${oneOf([...known].sort())}`,
      );
    const families = new Set(pool.families ?? []);
    for (const field of ["families", "exceptFamilies"] as const) {
      const strange = draw[field]?.find((family) => !families.has(family));
      if (strange !== undefined)
        throw new InputError(
          `${place}.${field}: no family "${strange}" in pool ${draw.pool}, expected ${oneOf([...families].sort())}`,
        );
    }
    if (draw.exceptIcons !== undefined && pool.alike === undefined)
      throw new InputError(
        `${place}.exceptIcons: no list "${draw.exceptIcons}" for pool ${draw.pool}; run "robustness freeze alike" to make that of the web-like pool`,
      );
    const labels = spec.labels === "textMatch" ? pool.labels.textMatch : pool.labels.class;
    const wanted = draw.sets && new Set(draw.sets);
    const rows = pool.sets.flatMap((set, row): DrawnRow[] => {
      const label = labels[row]!;
      const family = pool.families?.[row];
      const fits =
        (wanted?.has(set) ?? true) &&
        (spec.labels === "none" || label >= 0) &&
        (draw.families?.includes(family!) ?? true) &&
        !draw.exceptFamilies?.includes(family!) &&
        !(draw.exceptIcons !== undefined && pool.alike!.has(row));
      return fits ? [{ pool: draw.pool, row, label }] : [];
    });
    const count = draw.images ?? rows.length;
    if (count > rows.length) throw new InputError(`${place}.images: ${count}, but there are ${rows.length}`);
    // The stream's name omits the count, so that draws of different sizes are nested.
    const name = `${draw.pool} ${draw.sets?.join(",") ?? ""}${restrictions(draw)}`;
    for (const row of random.stream(name).shuffled(rows).slice(0, count))
      chosen.set(`${row.pool} ${row.row}`, row);
  }
  const all = [...chosen.values()];
  const kept = spec.perClass === undefined ? all : fewOfEach(all, spec.perClass, random.stream("perClass"));
  return kept.sort((a, b) => (a.pool === b.pool ? a.row - b.row : a.pool < b.pool ? -1 : 1));
}

/** Names what a draw leaves out beside sets; empty if nothing. */
function restrictions({ families, exceptFamilies, exceptIcons }: DataSpec["train"][number]): string {
  const named = { families, exceptFamilies, exceptIcons };
  return Object.entries(named)
    .flatMap(([field, value]) => (value === undefined ? [] : ` ${field} ${value}`))
    .join("");
}

/** Samples at most `count` rows of each class. Rows without a class are left out. */
function fewOfEach(rows: readonly DrawnRow[], count: number, random: Random): DrawnRow[] {
  const seen = new Map<number, number>();
  return random.shuffled(rows).filter(({ label }) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return label >= 0 && before < count;
  });
}
