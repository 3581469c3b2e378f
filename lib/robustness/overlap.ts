import { groupedBy } from "../base/grouped.js";
import { average } from "../stats/index.js";
import type { MiniaturePoint } from "./miniature.js";
import { runRecipeOf } from "./seedScatter.js";

/** Overlap of two sides' in-distribution accuracies that a comparison at equal accuracy needs, percentage points. */
export const fewestOverlapPoints = 15;
/** Recipes (budgets, sizes, architectures) that a side needs for a line. */
export const fewestRecipes = 3;

/** Where two sides are compared: in-distribution accuracies (fractions) that both of them reach. */
export interface Overlap {
  readonly low: number;
  readonly high: number;
  /** high − low in percentage points, 0 if the ranges do not meet. */
  readonly points: number;
  /** Recipes of the side that has fewer. */
  readonly recipes: number;
  /** Whether overlap and recipes suffice for a verdict. For a mean over shifts: on each of them. */
  readonly comparable: boolean;
}

/** The overlap of two sides' ranges. A range goes from the weakest recipe to the strongest, each averaged over seeds. */
export function overlapOf(a: readonly MiniaturePoint[], b: readonly MiniaturePoint[]): Overlap {
  const [first, second] = [a, b].map((side) => {
    const recipes = groupedBy(side, ({ of }) => runRecipeOf(of));
    const levels = recipes.map((recipe) => average(recipe.map(({ x }) => x)));
    return { low: Math.min(...levels), high: Math.max(...levels), recipes: recipes.length };
  });
  const low = Math.max(first!.low, second!.low);
  const high = Math.min(first!.high, second!.high);
  const points = Math.max(0, 100 * (high - low));
  const recipes = Math.min(first!.recipes, second!.recipes);
  return {
    low,
    high,
    points,
    recipes,
    comparable: points >= fewestOverlapPoints && recipes >= fewestRecipes,
  };
}

/** The smallest of some overlaps, comparable if all of them are. */
export function smallestOverlap(overlaps: readonly Overlap[]): Overlap {
  const smallest = overlaps.toSorted((a, b) => a.points - b.points)[0]!;
  return { ...smallest, comparable: overlaps.every(({ comparable }) => comparable) };
}
