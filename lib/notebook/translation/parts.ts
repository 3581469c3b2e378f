import { createHash } from "node:crypto";
import { InputError } from "../../base/errors.js";
import type { Cell, Notebook } from "../nbformat.js";

// What of a document is translated, part by part. A part is a Markdown cell, or the sentence or the speaker's notes of a
// slide; of a Markdown file, what stands under one heading of the second level.

/** Key of a part, e.g. `cell 92803db3`, `slide 12492536`, `section how-to-cite` → its text. */
export type Parts = ReadonlyMap<string, string>;

/** One part of a translation: its text, and the mark of the text it was made from. */
export interface TranslatedPart {
  readonly text: string;
  /** `markOf` the original; undefined if the file does not say. */
  readonly of: string | undefined;
}

/** Key of a part → its translation. */
export type Translation = ReadonlyMap<string, TranslatedPart>;

/** The parts of a notebook, in its order. */
export function notebookParts({ cells }: Notebook): Parts {
  return new Map(cells.flatMap(cellParts));
}

function cellParts(cell: Cell): [string, string][] {
  const parts: [string, string][] = [];
  if (cell.cell_type === "markdown" && cell.source.trim() !== "")
    parts.push([`cell ${cell.id}`, cell.source.trim()]);
  const { text, notes } = (cell.metadata.slide ?? {}) as { text?: unknown; notes?: unknown };
  if (typeof text === "string") parts.push([`slide ${cell.id}`, text.trim()]);
  if (typeof notes === "string") parts.push([`notes ${cell.id}`, notes.trim()]);
  return parts;
}

/** The parts of a Markdown file: what comes before its first heading of level 2, then one for each such heading. */
export function markdownParts(text: string): Parts {
  return new Map(
    text
      .split(/^(?=## )/m)
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => {
        const heading = /^## (.+)/.exec(part)?.[1] ?? "top";
        return [`section ${(heading.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join("-")}`, part];
      }),
  );
}

/** A short mark of a text: another text has another mark. */
export function markOf(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex").slice(0, 8);
}

const line = /^<!-- ((?:cell|slide|notes|section) \S+)(?: of ([0-9a-f]{8}))? -->$/;

/**
 * Reads a translation: parts in any order, each below a line `<!-- cell 92803db3 of 1a2b3c4d -->` that names the part
 * and the mark of the original it was made from.
 * @throws InputError for text before the first such line, a part that stands twice, or a part without text
 */
export function parseTranslation(content: string, path: string): Translation {
  const parts = new Map<string, { of: string | undefined; lines: string[]; at: number }>();
  let current: string[] | undefined;
  for (const [index, text] of content.replaceAll("\r\n", "\n").split("\n").entries()) {
    const found = line.exec(text);
    if (found) {
      const key = found[1]!;
      if (parts.has(key))
        throw new InputError(`${path}:${index + 1}: ${key} stands here and in line ${parts.get(key)!.at}`);
      current = [];
      parts.set(key, { of: found[2], lines: current, at: index + 1 });
    } else if (current) current.push(text);
    else if (text.trim() !== "")
      throw new InputError(
        `${path}:${index + 1}: "${text.slice(0, 40)}" belongs to no part, expected a line like <!-- cell 92803db3 of 1a2b3c4d -->`,
      );
  }
  return new Map(
    [...parts].map(([key, { of, lines, at }]) => {
      const text = lines.join("\n").trim();
      if (text === "") throw new InputError(`${path}:${at}: ${key} has no text`);
      return [key, { text, of }];
    }),
  );
}

/** A translation as its file holds it. */
export function formatTranslation(translation: Translation): string {
  return [...translation]
    .map(([key, { text, of }]) => `<!-- ${key}${of ? ` of ${of}` : ""} -->\n${text}\n`)
    .join("\n");
}
