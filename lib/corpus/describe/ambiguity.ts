import type { Match } from "../sets/candidate.js";

/** Two things named together in icon names, and the number of such icons. */
export interface AmbiguousPair {
  /** Ids in alphabetical order. */
  readonly ids: readonly [string, string];
  readonly icons: number;
}

/** How often ids occur together in ambiguous matches. */
export interface AmbiguityCounts {
  /** Number of ambiguous matches. */
  readonly ambiguous: number;
  /** Number of ambiguous icon names that contain each id, most frequent first. */
  readonly byId: readonly { readonly id: string; readonly icons: number }[];
  /** Every pair that occurs together, most frequent first. A name with three things counts in three pairs. */
  readonly pairs: readonly AmbiguousPair[];
}

/** Counts which classes and other things occur together in ambiguous names. Pure. Ties are sorted alphabetically. */
export function ambiguityCounts(matches: Iterable<Match>): AmbiguityCounts {
  let ambiguous = 0;
  const single = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const match of matches) {
    if (match.kind !== "ambiguous") continue;
    ambiguous++;
    const ids = [...new Set(match.classIds)].sort();
    for (const [place, id] of ids.entries()) {
      single.set(id, (single.get(id) ?? 0) + 1);
      for (const other of ids.slice(place + 1))
        pairs.set(`${id} ${other}`, (pairs.get(`${id} ${other}`) ?? 0) + 1);
    }
  }
  return {
    ambiguous,
    byId: ranked(single).map(([id, icons]) => ({ id, icons })),
    pairs: ranked(pairs).map(([key, icons]) => ({ ids: key.split(" ") as [string, string], icons })),
  };
}

function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
