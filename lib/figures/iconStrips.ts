import type { Layout } from "plotly.js";
import { describedBy, type Figure } from "./figure.js";
import { baseLayout } from "./theme.js";

/** A line of pictures, one below each word; `undefined` leaves a gap. */
export interface IconStrip {
  readonly title: string;
  /** A second line of the title, in brackets. */
  readonly plays: string;
  /** PNG files. */
  readonly pictures: readonly (Uint8Array | undefined)[];
}

/** Height of a strip in pixels. */
const stripHeight = 54;

/** Draws strips of icons: a column for each word, a line for each part of the corpus. */
export function drawIconStrips(
  strips: readonly IconStrip[],
  words: readonly string[],
  { title, description }: { readonly title: string; readonly description: string },
): Figure {
  const images = strips.flatMap(({ pictures }, y) =>
    pictures.flatMap((png, x): Partial<NonNullable<Layout["images"]>[number]>[] =>
      png === undefined
        ? []
        : [
            {
              source: `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
              xref: "x",
              yref: "y",
              x,
              y,
              sizex: 0.9,
              sizey: 0.9,
              xanchor: "center",
              yanchor: "middle",
            },
          ],
    ),
  );
  const axis = { showgrid: false, zeroline: false, fixedrange: true, automargin: true } as const;
  return {
    data: [{ type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip" }],
    layout: {
      ...baseLayout,
      ...describedBy(description),
      title: { text: title, x: 0.01, xanchor: "left", xref: "container" },
      margin: { l: 64, r: 40, t: 120, b: 16 },
      height: 136 + stripHeight * strips.length,
      showlegend: false,
      images,
      xaxis: {
        ...axis,
        side: "top",
        tickangle: -35,
        range: [-0.5, words.length - 0.5],
        tickvals: [...words.keys()],
        ticktext: [...words],
      },
      yaxis: {
        ...axis,
        range: [strips.length - 0.5, -0.5],
        tickvals: [...strips.keys()],
        ticktext: strips.map((strip) => `${strip.title}<br>(${strip.plays})`),
      },
    },
  };
}
