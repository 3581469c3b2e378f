import type { Config, Data, Layout } from "plotly.js";

/** A Plotly figure specification: plain data, drawn by whatever shows it (a notebook, a report, an image). */
export interface Figure {
  readonly data: Data[];
  readonly layout: Partial<Layout>;
  readonly config?: Partial<Config>;
}

/** Five significant digits: finer than a screen shows, and a figure of 1,387 models stays small. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
