import type { Figure } from "../../figures/figure.js";

/** What the page of the widget holds. */
export interface OneOfData {
  /** In the order of the choice; the first is shown first. */
  readonly figures: readonly NamedFigure[];
}

/** A figure by the name it is chosen by. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
}
