import { levelsInWords } from "../report/figureText.js";
import type { LevelRow } from "../robustness/rhoByLevel.js";
import { aroundZero } from "./aroundZero.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { marksOf } from "./groupMarks.js";
import { baseLayout, quietAxis } from "./theme.js";

export interface LevelFigureOptions {
  readonly title: string;
  /** Title of the level axis, e.g. `training icons`. */
  readonly xTitle: string;
  /** Whether the level axis is logarithmic (default) or linear. */
  readonly logarithmic?: boolean;
  /** The margin of equivalence, shaded around 0, percentage points. */
  readonly margin?: number;
}

/**
 * Draws ρ against the level of a treatment: a dot per run, and a line through the means per treatment and
 * architecture.
 */
export function drawLevels(rows: readonly LevelRow[], options: LevelFigureOptions): Figure {
  const series = new Map<string, LevelRow[]>();
  for (const row of rows) {
    const name = `${row.treatment}, ${row.architecture}`;
    series.set(name, [...(series.get(name) ?? []), row]);
  }
  const marks = marksOf([...series.values()].map(([row]) => row!.treatment));
  const data = [...series].flatMap(([name, levels], index): Figure["data"] => {
    const mark = marks[index]!;
    const common = { type: "scatter" as const, legendgroup: name, name };
    return [
      {
        ...common,
        mode: "markers",
        showlegend: false,
        x: levels.flatMap(({ level, runs }) => runs.map(() => level)),
        y: levels.flatMap(({ runs }) => runs.map(rounded)),
        marker: { color: mark.color, symbol: mark.symbol, size: 6, opacity: 0.5 },
        hovertemplate: `${name}<br>%{x}: ρ %{y:+.1f} points<extra></extra>`,
      },
      {
        ...common,
        mode: "lines+markers",
        x: levels.map(({ level }) => level),
        y: levels.map(({ rhoPoints }) => rounded(rhoPoints)),
        line: { color: mark.color, width: 2 },
        marker: { color: mark.color, symbol: mark.symbol, size: 9 },
        customdata: levels.map(({ inDistribution, runs }) => [rounded(inDistribution), runs.length]),
        hovertemplate: `<b>${name}</b><br>%{x}: mean ρ %{y:+.1f} points<br>in distribution %{customdata[0]:.1%}, %{customdata[1]} runs<extra></extra>`,
      },
    ];
  });
  const { margin } = options;
  return {
    data,
    layout: {
      ...baseLayout,
      ...describedBy(
        levelsInWords(
          [...series].map(([name, levels]) => ({ name, levels })),
          options.xTitle,
        ),
      ),
      title: { text: options.title, x: 0, xanchor: "left", xref: "paper" },
      height: 440,
      xaxis: {
        ...quietAxis,
        title: { text: options.xTitle },
        ...(options.logarithmic !== false && {
          type: "log",
          tickvals: [...new Set(rows.map(({ level }) => level))],
        }),
      },
      yaxis: { ...quietAxis, title: { text: "ρ, mean of the shifts, points" } },
      shapes: aroundZero(margin),
    },
  };
}
