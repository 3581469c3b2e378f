import type { JudgedPair } from "../corpus/duplicates/judgedPairs.js";
import type { DuplicateRule } from "../corpus/duplicates/nearDuplicates.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, markAt, quietAxis, referenceColor } from "./theme.js";

/**
 * Judged pairs of drawings in the plane of the near-duplicate rules: differing bits of the hashes on x, correlation
 * of the thumbnails on y. A rule applies to the pairs in its upper left corner.
 */
export function drawDuplicatePlane(
  pairs: readonly JudgedPair[],
  rules: Readonly<Record<string, DuplicateRule>>,
  title: string,
): Figure {
  const lowest = Math.min(...pairs.map(({ correlation }) => correlation)) - 0.02;
  const groups = [
    { name: "another drawing", same: false, mark: markAt(1) },
    { name: "the same drawing", same: true, mark: markAt(0) },
  ];
  return {
    data: groups.map(({ name, same, mark }) => {
      const members = pairs.filter((pair) => pair.same === same);
      return {
        type: "scatter",
        mode: "markers",
        name: `${name}, by eye (${members.length})`,
        x: members.map(({ distance }) => distance),
        y: members.map(({ correlation }) => rounded(correlation)),
        marker: { color: mark.color, symbol: mark.symbol, size: 6, opacity: 0.65 },
        text: members.map(({ ids }) => ids.join("<br>")),
        hovertemplate: "%{text}<br>%{x} bits differ, correlation %{y:.3f}<extra></extra>",
      };
    }),
    layout: {
      ...baseLayout,
      ...describedBy(
        `Each mark is a judged pair, at the bits in which its hashes differ and the correlation of its thumbnails. Dotted boxes hold the pairs that a rule removes: ${Object.keys(rules).join(", ")}.`,
      ),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 480,
      xaxis: {
        ...quietAxis,
        title: { text: "bits in which the hashes differ, of 256" },
        rangemode: "tozero",
      },
      yaxis: { ...quietAxis, title: { text: "correlation of the thumbnails" }, range: [lowest, 1.01] },
      shapes: Object.values(rules).map((rule) => ({
        type: "rect",
        x0: 0,
        x1: rule.maxHashDistance,
        y0: rule.minCorrelation,
        y1: 1.005,
        line: { color: referenceColor, width: 1.5, dash: "dot" },
      })),
      annotations: Object.entries(rules).map(([name, rule]) => ({
        text: name,
        x: rule.maxHashDistance,
        y: rule.minCorrelation,
        xanchor: "left",
        yanchor: "top",
        showarrow: false,
      })),
    },
  };
}
