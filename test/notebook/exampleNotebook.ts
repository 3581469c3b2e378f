import type { Cell, CodeCell, Json, MarkdownCell, Notebook, Output } from "../../lib/notebook/nbformat.js";

let made = 0;
const nextId = () => `cell-${++made}`;

export function markdownCell(source: string, metadata: Cell["metadata"] = {}): MarkdownCell {
  return { cell_type: "markdown", id: nextId(), metadata, source };
}

export function codeCell(
  source: string,
  outputs: readonly Output[] = [],
  tags: readonly string[] = [],
): CodeCell {
  return { cell_type: "code", id: nextId(), execution_count: 1, metadata: { tags }, source, outputs };
}

export function display(data: Record<string, unknown>): Output {
  return { output_type: "display_data", data: data as Record<string, Json>, metadata: {} };
}

export function notebookOf(...cells: readonly Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "typescript" } }, cells };
}

/** A figure like the package's own: transparent, two groups of points with intervals, a legend, a note. */
export function exampleFigure(points: number) {
  const positions = Array.from({ length: points }, (_, index) => (4 * index) / points - 2);
  const trace = (name: string, shift: number) => ({
    type: "scatter",
    mode: "markers",
    name,
    x: positions,
    y: positions.map((x, index) => Number((0.9 * x + shift + ((index * 7) % 11) / 40).toFixed(4))),
    error_y: {
      type: "data",
      symmetric: false,
      array: positions.map(() => 0.1),
      arrayminus: positions.map(() => 0.2),
    },
    text: positions.map((_, index) => `model ${index}`),
  });
  return {
    data: [trace("zero-shot ρ, β and τ (a rather long name)", 0.4), trace("baseline", 0)],
    layout: {
      title: { text: "Accuracy under shift against accuracy in distribution, </script> in its title" },
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      plot_bgcolor: "rgba(0, 0, 0, 0)",
      height: 480,
      xaxis: {
        title: { text: "in distribution" },
        range: [-2.1, 2.1],
        tickvals: [-2, -1, 0, 1, 2],
        ticktext: ["12%", "27%", "50%", "73%", "88%"],
      },
      yaxis: { title: { text: "under shift" } },
      annotations: [
        {
          text: "A note below the axis that is longer than a phone is wide.",
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 0,
          yshift: -62,
          xanchor: "left",
          yanchor: "top",
          showarrow: false,
          font: { size: 11 },
        },
      ],
    },
  };
}

export function figureOutput(points: number): Output {
  return display({ "application/vnd.plotly.v1+json": exampleFigure(points), "text/plain": "Figure" });
}
