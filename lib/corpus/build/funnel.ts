import { type Role, roles } from "../sets/sources.js";

/**
 * Columns of the funnel: one per role, which from `labelled` on counts only icons with a label, and one for the icons
 * of the web-like pool that have a caption but no label.
 */
export const funnelColumns = [...roles, "web, caption only"] as const;
export type FunnelColumn = (typeof funnelColumns)[number];

/** The steps in order, with a description of the icons each one leaves. */
export const funnelSteps = {
  published: "icons in the installed sets",
  named: "name contains a term of some class",
  labelled: "name contains exactly one class and nothing that rules it out",
  rendered: "with a picture: neither malformed nor blank",
  distinct: "no near-duplicate earlier in the same pool",
  apart: "training only: no near-duplicate in any test set",
  clean: "no profane word in the caption",
  subset: "shifts only: class has enough icons here and in the reference test",
  even: "shifts only: the largest classes cut to the size of the set",
} as const;
export type FunnelStep = keyof typeof funnelSteps;

/** The number of icons left after each step. A step that does not apply to a column is missing. */
export type Funnel = Readonly<Record<FunnelColumn, Readonly<Partial<Record<FunnelStep, number>>>>>;

/** Accumulates funnel counts, starting from those given. */
export class FunnelCounts {
  readonly counts: Record<FunnelColumn, Partial<Record<FunnelStep, number>>>;

  constructor(counts?: Funnel) {
    this.counts = Object.fromEntries(
      funnelColumns.map((column) => [column, { ...counts?.[column] }]),
    ) as FunnelCounts["counts"];
  }

  add(column: FunnelColumn, step: FunnelStep, count: number): void {
    const counts = this.counts[column];
    counts[step] = (counts[step] ?? 0) + count;
  }
}

/** The funnel column in which an icon is counted. */
export function columnOf(role: Role, labelled: boolean): FunnelColumn {
  return role === "web" && !labelled ? "web, caption only" : role;
}

/** A step and the number of icons it leaves. */
export interface FunnelCount {
  readonly step: FunnelStep;
  readonly icons: number;
}

/**
 * The funnel of labelled icons, summed over all roles. A step that does not apply to a role leaves its count
 * unchanged, so counts never rise.
 */
export function funnelTotals(funnel: Funnel): FunnelCount[] {
  const left: Partial<Record<FunnelColumn, number>> = {};
  return (Object.keys(funnelSteps) as FunnelStep[]).map((step) => {
    for (const role of roles) left[role] = funnel[role][step] ?? left[role] ?? 0;
    return { step, icons: roles.reduce((sum, role) => sum + (left[role] ?? 0), 0) };
  });
}
