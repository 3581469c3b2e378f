import { signedPoints } from "../../base/signedPoints.js";
import { clip } from "../../figures/axis.js";
import { type Figure, rounded } from "../../figures/figure.js";
import type { MeasuredPoint, ShiftEvaluation } from "../../robustness/shift.js";
import { average } from "../../stats/index.js";

/** A value to guess before a figure is shown. */
export interface GuessData {
  readonly figure: Figure;
  /** How a guess is drawn: as a line across at its value on an axis, or as a mark at `ys` of its step, counted from `min`. */
  readonly drawn:
    | { readonly kind: "line"; readonly axis: "x" | "y" }
    | { readonly kind: "mark"; readonly x: number; readonly ys: readonly number[] };
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What was measured, in points; a mean of several models has no interval here. Without it the plot alone answers. */
  readonly answer?: { readonly value: number; readonly low?: number; readonly high?: number };
}

const guessColor = "#D4005A";

/** The figure with the guess drawn into it. */
export function withGuess({ figure, drawn, min, step }: GuessData, guess: number, label: string): Figure {
  if (drawn.kind === "line") return withLine(figure, drawn.axis, guess, label);
  return {
    ...figure,
    data: [
      ...figure.data,
      {
        type: "scatter",
        mode: "markers",
        name: label,
        x: [drawn.x],
        y: [drawn.ys[Math.round((guess - min) / step)]!],
        cliponaxis: false,
        marker: { color: guessColor, symbol: "star", size: 16 },
        hovertemplate: `${label}<extra></extra>`,
      },
    ],
  };
}

/**
 * A guess at ρ of some models on a plane: a mark at their mean accuracy in distribution, as far from the baseline as is
 * guessed. What was measured is ρ of the one model with its interval, or the mean of several.
 * @throws RangeError if the plane has none of the models
 */
export function guessOnPlane<P extends MeasuredPoint>(
  { baseline, models, shift }: Omit<ShiftEvaluation<P>, "fit">,
  isAsked: (point: P) => boolean,
  { min, max, step }: Pick<GuessData, "min" | "max" | "step">,
): Pick<GuessData, "drawn" | "answer"> {
  const asked = models.filter(({ point }) => isAsked(point));
  if (asked.length === 0) throw new RangeError(`${shift}: none of the models to guess is in the plane`);
  const x = average(asked.map(({ point }) => point.x));
  const expected = baseline.predict(x);
  const ys = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, at) =>
    rounded(baseline.scale.forward(clip(expected + (min + at * step) / 100, 0.001))),
  );
  const [only, ...others] = asked;
  return {
    drawn: { kind: "mark", x: rounded(baseline.scale.forward(x)), ys },
    answer:
      others.length === 0
        ? only!.rhoPoints
        : { value: average(asked.map(({ rhoPoints }) => rhoPoints.value)) },
  };
}

/** The figure with a line across at the guess, its axis long enough to hold it. */
function withLine(figure: Figure, axis: "x" | "y", guess: number, label: string): Figure {
  const { shapes = [], annotations = [] } = figure.layout;
  const own = axis === "x" ? figure.layout.xaxis : figure.layout.yaxis;
  const across = axis === "x" ? "y" : "x";
  const [from, to] = [`${across}0`, `${across}1`];
  const range = own?.range as readonly [number, number] | undefined;
  // The label stands on the side where it has room.
  const values = [guess, ...figure.data.flatMap((trace) => (trace as { x?: unknown[] }).x ?? [])].filter(
    (value): value is number => typeof value === "number",
  );
  const [left, right] = [Math.min(...values), Math.max(...values)];
  const towards = guess > (left + right) / 2 ? "right" : "left";
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
          [`${axis}anchor`]: axis === "x" ? towards : "bottom",
          [`${across}anchor`]: axis === "x" ? "bottom" : "right", // above the plot, whose lines may have names in it
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
  if (low === undefined || high === undefined) {
    const mean = text("answerMean", { guess: signedPoints(guess), value: signedPoints(value) });
    return `${mean} ${text("outside", { distance: Math.abs(guess - value).toFixed(1) })}`;
  }
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
