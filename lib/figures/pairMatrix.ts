import { pairsInWords } from "../report/figureText.js";
import { describedBy, type Figure } from "./figure.js";
import { baseLayout, markAt, quietAxis } from "./theme.js";

/** Two ids and how often they occur together. */
export interface PairCount {
  readonly ids: readonly [string, string];
  readonly count: number;
}

/** Diameter of the largest disc in pixels. */
const largest = 34;

/**
 * Draws co-occurrence counts as a triangle of discs with areas proportional to the counts. The ids give the order of
 * the axes. Pairs with other ids are omitted.
 */
export function drawPairMatrix(
  pairs: readonly PairCount[],
  ids: readonly string[],
  options: { readonly title: string; readonly unit: string },
): Figure {
  const cells = pairs.flatMap(({ ids: [a, b], count }) => {
    const [x, y] = [ids.indexOf(a), ids.indexOf(b)].sort((left, right) => left - right);
    return x === -1 ? [] : [{ x: ids[x!]!, y: ids[y!]!, count }];
  });
  const most = Math.max(...cells.map(({ count }) => count));
  return {
    data: [
      {
        type: "scatter",
        mode: "text+markers",
        x: cells.map(({ x }) => x),
        y: cells.map(({ y }) => y),
        marker: {
          color: markAt(0).color,
          opacity: 0.45,
          size: cells.map(({ count }) => Math.round(10 * largest * Math.sqrt(count / most)) / 10),
          line: { width: 0 },
        },
        text: cells.map(({ count }) => (count >= most / 12 ? String(count) : "")),
        textfont: { size: 11 },
        customdata: cells.map(({ count }) => count),
        hovertemplate: `%{x} and %{y}: %{customdata} ${options.unit}<extra></extra>`,
        cliponaxis: false,
      },
    ],
    layout: {
      ...baseLayout,
      ...describedBy(pairsInWords(pairs, options.unit)),
      title: { text: options.title, x: 0.01, xanchor: "left", xref: "container" },
      height: 160 + 36 * ids.length,
      showlegend: false,
      xaxis: { ...quietAxis, ...axisOf(ids.slice(0, -1)), tickangle: -45 },
      yaxis: { ...quietAxis, ...axisOf(ids.slice(1).reverse()) },
    },
  };
}

/** An axis with a position for every id, even without pairs. */
function axisOf(ids: readonly string[]) {
  return {
    type: "category" as const,
    categoryorder: "array" as const,
    categoryarray: [...ids],
    range: [-0.7, ids.length - 0.3],
    tickvals: [...ids],
    automargin: true,
  };
}
