import { type Role, roles } from "./sources.js";

/** Who is counted: the labelled icons of each role, and those of the web-like pool that only have a caption. */
export const funnelColumns = [...roles, "web, caption only"] as const;
export type FunnelColumn = (typeof funnelColumns)[number];

/** The steps in their order, with what they do. */
export const funnelSteps = {
  published: "icons in the installed sets",
  rendered: "have a picture: not malformed, not blank",
  named: "the name holds a term of some class",
  labelled: "the name holds exactly one class and nothing against it",
  distinct: "no near-duplicate before them in the same pool",
  apart: "training only: no near-duplicate in any test set",
  clean: "no profane word in the caption",
  subset: "shifts only: of a class with at least five icons here and in the reference test",
} as const;
export type FunnelStep = keyof typeof funnelSteps;

/** How many icons were left after each step; a step that does not apply to a column is missing. */
export type Funnel = Readonly<Record<FunnelColumn, Readonly<Partial<Record<FunnelStep, number>>>>>;

/** Counts as they fall. */
export class FunnelCounts {
  readonly #counts = Object.fromEntries(funnelColumns.map((column) => [column, {}])) as Record<
    FunnelColumn,
    Partial<Record<FunnelStep, number>>
  >;

  add(column: FunnelColumn, step: FunnelStep, count: number): void {
    const counts = this.#counts[column];
    counts[step] = (counts[step] ?? 0) + count;
  }

  get counts(): Funnel {
    return this.#counts;
  }
}

/** The column of an icon. */
export function columnOf(role: Role, labelled: boolean): FunnelColumn {
  return role === "web" && !labelled ? "web, caption only" : role;
}
