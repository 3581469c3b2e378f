// Draws by where they lie among bounds, which is all that tests against these bounds need of them.

/** Numbers of draws by cell. Even cells lie between two bounds or beyond them, odd ones are the bounds. */
export interface DrawCells {
  /** The first cell with draws. */
  readonly first: number;
  /** Draws of this cell and the next ones, up to the last with any. */
  readonly counts: readonly number[];
}

/**
 * Counts draws by cell.
 * @param sorted finite draws, rising
 * @param bounds rising
 */
export function countCells(sorted: Float64Array, bounds: readonly number[]): DrawCells {
  const counts: number[] = [];
  let first = 0;
  let bound = 0;
  for (const draw of sorted) {
    while (bound < bounds.length && bounds[bound]! < draw) bound++;
    const cell = 2 * bound + (bounds[bound] === draw ? 1 : 0);
    if (counts.length === 0) first = cell;
    while (counts.length <= cell - first) counts.push(0);
    counts[cell - first]!++;
  }
  return { first, counts };
}

/** As many draws, rising, each in the middle of its cell: as many of them lie at or beyond each bound. */
export function drawsOfCells({ first, counts }: DrawCells, bounds: readonly number[]): Float64Array {
  const middle = (cell: number): number => {
    const [low, high] = [bounds[Math.ceil(cell / 2) - 1], bounds[Math.floor(cell / 2)]];
    return ((low ?? high! - 2) + (high ?? low! + 2)) / 2;
  };
  return Float64Array.from(counts.flatMap((count, at) => Array<number>(count).fill(middle(first + at))));
}
