import {
  type Cell,
  type CodeCell,
  isJsonMime,
  type Json,
  type Notebook,
  type Output,
  tagsOf,
} from "../nbformat.js";
import { stripAnsi } from "./ansi.js";
import { plotlyMime } from "./figures.js";
import { languageOf } from "./page.js";
import { isBase64 } from "./pictures.js";
import { sanitizeHtml } from "./sanitize.js";

/** A notebook as Markdown, and the pictures it refers to: path relative to the Markdown file → bytes. */
export interface MarkdownExport {
  readonly text: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const endings: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
};

/**
 * A notebook as Markdown for GitHub, in the way of `jupyter nbconvert --to markdown`: pictures go into a folder beside
 * the file, because GitHub shows none that are written into the text. Markdown cells stay as they are written, code and
 * printed text are fenced, HTML outputs are sanitised, an output that Markdown cannot show is named. Interactive
 * figures are shown as their picture. Tags count as in reports: `remove-cell`, `remove-input`, `remove-output`.
 * @param folder name of the folder of pictures, e.g. `rain_files`
 */
export function exportMarkdown(notebook: Notebook, folder: string): MarkdownExport {
  const files = new Map<string, Uint8Array>();
  const language = languageOf(notebook);
  const addPicture = (type: string, content: string, name: string): string | undefined => {
    const ending = endings[type];
    if (ending === undefined || (type !== "image/svg+xml" && !isBase64(content))) return undefined;
    const path = `${folder}/${name}.${ending}`;
    files.set(path, Buffer.from(content, type === "image/svg+xml" ? "utf8" : "base64"));
    return encodeURI(path).replaceAll("(", "%28").replaceAll(")", "%29");
  };
  const blocks = notebook.cells.flatMap((cell, index) => cellBlocks(cell, index, language, addPicture));
  return { text: `${blocks.filter((block) => block.trim() !== "").join("\n\n")}\n`, files };
}

type AddPicture = (type: string, content: string, name: string) => string | undefined;

function cellBlocks(cell: Cell, index: number, language: string, addPicture: AddPicture): string[] {
  const tags = tagsOf(cell);
  if (tags.includes("remove-cell")) return [];
  if (cell.cell_type === "code")
    return [
      ...(tags.includes("remove-input") ? [] : [fenced(cell.source, language)]),
      ...(tags.includes("remove-output") ? [] : outputBlocks(cell, index, addPicture)),
    ];
  if (cell.cell_type === "raw") return isMarkdownRaw(cell) ? [cell.source.trimEnd()] : [];
  let source = cell.source.trimEnd();
  for (const [place, [name, bundle]] of Object.entries(cell.attachments ?? {}).entries()) {
    const [type, content] = Object.entries(bundle)[0] ?? [];
    const path =
      type !== undefined && typeof content === "string"
        ? addPicture(type, content, `attachment_${index}_${place}`)
        : undefined;
    if (path === undefined) continue;
    source = source.replaceAll(`attachment:${name}`, path).replaceAll(`attachment:${encodeURI(name)}`, path);
  }
  return [source];
}

/** Raw cells are for one format only; those for none are for all. */
function isMarkdownRaw(cell: Cell): boolean {
  const format = cell.metadata.raw_mimetype ?? cell.metadata.format ?? "";
  return ["", "text/markdown", "text/x-markdown"].includes(String(format));
}

/** Code between fences longer than any in it. */
function fenced(text: string, language: string): string {
  if (text.trim() === "") return "";
  const longest = [...text.matchAll(/`{3,}/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}`;
}

function outputBlocks(cell: CodeCell, index: number, addPicture: AddPicture): string[] {
  return cell.outputs.map((output, place) => {
    if (output.output_type === "stream") return fenced(stripAnsi(output.text), "text");
    if (output.output_type === "error") {
      const { ename, evalue, traceback } = output;
      return fenced(stripAnsi(traceback.length > 0 ? traceback.join("\n") : `${ename}: ${evalue}`), "text");
    }
    return shown(output, (type, content) => addPicture(type, content, `output_${index}_${place}`));
  });
}

type Shown = Extract<Output, { data: unknown }>;

/** The richest form Markdown can show. */
function shown({ data }: Shown, addPicture: (type: string, content: string) => string | undefined): string {
  const text = (type: string) => (typeof data[type] === "string" ? data[type] : undefined);
  const plain = text("text/plain");
  const picture = () => {
    for (const type of Object.keys(endings)) {
      const content = text(type);
      const path = content === undefined ? undefined : addPicture(type, content);
      if (path !== undefined) return `![${altText(plain)}](${path})`;
    }
    return undefined;
  };
  if (plotlyMime in data) {
    const found = picture();
    if (found !== undefined) return found;
  }
  const html = text("text/html");
  // A blank line would end the HTML.
  const clean =
    html === undefined
      ? ""
      : sanitizeHtml(html)
          .replace(/\n\s*\n/g, "\n")
          .trim();
  if (clean !== "") return `<div>\n${clean}\n</div>`;
  const others = text("text/markdown") ?? picture() ?? text("text/latex");
  if (others !== undefined) return others.trim();
  if (plain !== undefined) return fenced(stripAnsi(plain), "text");
  const [type, content] = Object.entries(data)[0] ?? [];
  if (type === undefined) return "";
  return isJsonMime(type) && !/^application\/vnd\./.test(type)
    ? fenced(jsonText(content!), "json")
    : `*Not shown: ${type.slice(0, 80).replace(/[^\w.+/-]/g, "")}*`;
}

function jsonText(value: Json): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return "JSON that is nested too deeply to be shown";
  }
}

/** Text for a picture's brackets: one line, without what would end them. */
function altText(plain: string | undefined): string {
  const line = (plain ?? "")
    .split("\n", 1)[0]!
    .replace(/[[\]\\]/g, "")
    .trim();
  return line === "" || /^<.*>$/.test(line) ? "output" : line.slice(0, 200);
}
