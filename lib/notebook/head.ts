import type { Notebook } from "./nbformat.js";

/** What a list of notebooks says of one. */
export interface NotebookHead {
  /** The first heading, without Markdown; the file's name if there is none. */
  readonly title: string;
  /** The first paragraph below it; empty if there is none. */
  readonly summary: string;
}

/** Title and first paragraph of a notebook's Markdown. */
export function notebookHead(notebook: Notebook, fileName: string): NotebookHead {
  const text = notebook.cells
    .filter((cell) => cell.cell_type === "markdown")
    .map((cell) => cell.source)
    .join("\n\n");
  const blocks = text.split(/\n\s*\n/).map((block) => block.trim());
  const heading = blocks.findIndex((block) => block.startsWith("#"));
  const paragraph = blocks.slice(heading + 1).find((block) => /^[\p{L}\p{N}*_"“]/u.test(block));
  return {
    title: heading < 0 ? fileName : plain(blocks[heading]!.split("\n")[0]!.replace(/^#+\s*/, "")),
    summary: plain(paragraph ?? ""),
  };
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]/g, "")
    .replace(/\s+/g, " ");
}
