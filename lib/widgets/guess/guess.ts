import { signedPoints } from "../../base/signedPoints.js";
import type { Figure } from "../../figures/figure.js";
import type { Interval } from "../../stats/index.js";

/** A value to guess before a figure is shown. */
export interface GuessData {
  readonly figure: Figure;
  /** The axis of the figure that the guess is a value of, in the units of that axis. */
  readonly axis: "x" | "y";
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What was measured, in the same units; without it the plot alone answers. */
  readonly answer?: Pick<Interval, "value" | "low" | "high">;
}

const guessColor = "#D4005A";

/** The figure with the guess drawn into it as a line across, and its axis long enough to hold it. */
export function withGuess({ figure, axis }: GuessData, guess: number, label: string): Figure {
  const { shapes = [], annotations = [] } = figure.layout;
  const own = axis === "x" ? figure.layout.xaxis : figure.layout.yaxis;
  const across = axis === "x" ? "y" : "x";
  const [from, to] = [`${across}0`, `${across}1`];
  const range = own?.range as readonly [number, number] | undefined;
  const wider = range && {
    [`${axis}axis`]: { ...own, range: [Math.min(range[0], guess - 1), Math.max(range[1], guess + 1)] },
  };
  return {
    ...figure,
    // An axis that fits itself to the marks counts this one among them.
    data: [
      ...figure.data,
      {
        type: "scatter",
        mode: "markers",
        name: label,
        x: axis === "x" ? [guess] : [],
        y: axis === "x" ? [] : [guess],
        marker: { color: guessColor, size: 1 },
        showlegend: false,
        hoverinfo: "skip",
      },
    ],
    layout: {
      ...figure.layout,
      ...wider,
      shapes: [
        ...shapes,
        {
          type: "line",
          [`${axis}ref`]: axis,
          [`${across}ref`]: "paper",
          [`${axis}0`]: guess,
          [`${axis}1`]: guess,
          [from]: 0,
          [to]: 1,
          line: { color: guessColor, width: 2, dash: "dash" },
        },
      ] as NonNullable<Figure["layout"]["shapes"]>,
      annotations: [
        ...annotations,
        {
          text: label,
          [`${axis}ref`]: axis,
          [`${across}ref`]: "paper",
          [axis]: guess,
          [across]: 1,
          [`${axis}anchor`]: axis === "x" ? "left" : "bottom",
          [`${across}anchor`]: axis === "x" ? "top" : "right",
          showarrow: false,
          font: { color: guessColor, size: 12 },
        },
      ] as NonNullable<Figure["layout"]["annotations"]>,
    },
  };
}

type Text = (name: string, values?: Readonly<Record<string, string | number>>) => string;

/** What the widget says of a guess once the plot is shown. */
export function guessInWords({ answer }: GuessData, guess: number, text: Text): string {
  if (!answer) return text("shown", { guess: signedPoints(guess) });
  const { value, low, high } = answer;
  const measured = text("answer", {
    guess: signedPoints(guess),
    value: signedPoints(value),
    low: signedPoints(low),
    high: signedPoints(high),
  });
  const inside = guess >= low && guess <= high;
  const verdict = inside ? text("inside") : text("outside", { distance: Math.abs(guess - value).toFixed(1) });
  return `${measured} ${verdict}`;
}
