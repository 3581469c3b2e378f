import type { Notebook } from "../nbformat.js";
import { escapeHtml } from "./escape.js";
import { readableFlowchart } from "./flowcharts.js";
import { svgUri } from "./pictures.js";

/** The source of a Mermaid diagram to HTML. */
export type DrawDiagram = (source: string) => string;

/** Dark enough on white, which the library's own are not: labels 7:1, lines and borders 3:1. */
const colors = { muted: "#4a4945", line: "#63625d", border: "#8a8984" };

/** Characters of a diagram's source; the layout's time grows faster than the source. */
const most = 10_000;

/**
 * What draws a notebook's Mermaid diagrams; undefined if its text has none, because the layout takes a while to load.
 *
 * Mermaid itself needs a browser. `beautiful-mermaid` draws flowcharts, states, sequences, classes, entities and
 * simple charts without one; another kind of diagram is shown as its source.
 */
export async function loadDiagrams(notebook: Notebook): Promise<DrawDiagram | undefined> {
  const texts = notebook.cells.flatMap((cell) =>
    cell.cell_type === "code"
      ? cell.outputs.map((one) => ("data" in one ? String(one.data["text/markdown"] ?? "") : ""))
      : [cell.source],
  );
  if (!texts.some((text) => /(?:```|~~~)\s*\{?mermaid/i.test(text))) return undefined;
  const { parseMermaid, renderMermaidSVG } = await import("beautiful-mermaid");
  const edges = (source: string) => parseMermaid(source).edges.length;
  renderMermaidSVG("flowchart LR\n  A --> B"); // its layout is set up once, outside the time limit of a cell
  return (source) => {
    try {
      if (source.length > most) throw new Error(`it has more than ${most} characters`);
      // As an image it loads nothing; without the import a browser does not complain of that.
      const svg = renderMermaidSVG(readableFlowchart(source, edges), colors)
        .replace(/@import\s+url\([^)]*\)\s*;/g, "")
        .replaceAll(
          "'Inter', system-ui, sans-serif",
          "'Inter', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
        );
      const found = svgUri(svg);
      if (!("uri" in found)) throw new Error(found.reason);
      return `<p class="diagram"><img src="${found.uri}" alt="${escapeHtml(`Diagram: ${source.trim()}`)}"></p>`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      const [line = ""] = (error as Error).message.split("\n", 1);
      const kind = /^\s*(\w[\w-]*)/.exec(source)?.[1] ?? "this";
      return diagramSource(
        source,
        line.startsWith("Invalid mermaid header") ? `“${kind}” is not drawn` : line,
      );
    }
  };
}

function diagramSource(source: string, reason: string): string {
  return `<p class="missing">A Mermaid diagram is shown as its source: ${escapeHtml(reason)}</p><pre class="plain" tabindex="0"><code>${escapeHtml(source)}</code></pre>`;
}
