import { frequenciesInWords } from "../report/figureText.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, markAt, quietAxis } from "./theme.js";

/** How many images each class of one data set has. */
export interface FrequencySeries {
  readonly name: string;
  /** One count per class, in any order. */
  readonly counts: readonly number[];
}

/**
 * Draws images per class, from the most to the least frequent class, on two logarithmic axes. A long tail appears as
 * a slope. Classes without an image are not drawn; the legend gives their number.
 */
export function drawRankFrequency(series: readonly FrequencySeries[], title: string): Figure {
  return {
    data: series.map(({ name, counts }, index) => {
      const present = counts.filter((count) => count > 0).sort((a, b) => b - a);
      const without = counts.length - present.length;
      return {
        type: "scatter",
        mode: "lines",
        name: without > 0 ? `${name} (${without} classes without)` : name,
        x: present.map((_, rank) => rank + 1),
        y: present.map(rounded),
        line: { color: markAt(index).color, width: 2, dash: index % 2 === 0 ? "solid" : "dash" },
        hovertemplate: "class %{x}: %{y} images",
      };
    }),
    layout: {
      ...baseLayout,
      ...describedBy(frequenciesInWords(series)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 420,
      xaxis: { ...quietAxis, type: "log", dtick: 1, title: { text: "class, by frequency" } },
      yaxis: { ...quietAxis, type: "log", dtick: 1, title: { text: "images" } },
    },
  };
}
