import type { Config, Data, Layout } from "plotly.js";

/** A Plotly figure specification: plain data, rendered by a notebook, a report or an image export. */
export interface Figure {
  readonly data: Data[];
  readonly layout: Partial<Layout>;
  readonly config?: Partial<Config>;
}

/**
 * The part of a layout that says in words what the figure shows. Reports print it below the figure.
 * @param options.namesAbove where a page is narrow, the names on the y axis may stand above their lines
 */
export function describedBy(
  description: string,
  options: { readonly namesAbove?: boolean } = {},
): Partial<Layout> {
  return { meta: { description, ...options } } as Partial<Layout>; // `meta` is missing from the types of a layout
}

/** Rounds to five significant digits. This is finer than a screen shows and keeps figures of 1,387 models small. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
