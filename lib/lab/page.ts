import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fillText } from "../base/fillText.js";
import { inlineScript } from "../base/inlineScript.js";
import { loadExporter, type OtherLanguage, type PageLanguage } from "../notebook/index.js";
import { labBody } from "./body.js";
import { type LabIcons, packPlanes } from "./icons.js";
import type { Recorded } from "./recorded.js";
import { labStyle } from "./style.js";
import { labTexts, type Say } from "./texts.js";

/** The parts that the lab's pages in all languages have. */
export interface LabParts {
  readonly icons: LabIcons;
  /** onnxruntime-web's WebAssembly. */
  readonly wasm: Uint8Array;
  readonly workerScript: string;
  readonly pageScript: string;
  readonly recorded: Recorded;
}

/** How one of the pages is written. */
export interface LabLanguage {
  /** English by default. Its words are the lab's. */
  readonly language?: PageLanguage;
  /** The page in another language. */
  readonly otherLanguage?: OtherLanguage;
}

/** Bytes of the page by part, as they stand in it. */
export type LabSizes = Readonly<Record<"icons" | "texts" | "engine" | "scripts" | "page", number>>;

/** A file that the page carries: its name, and its content in gzip. */
type Carried = readonly (readonly [name: string, bytes: Buffer])[];

/**
 * The lab as one HTML file, for one language after another. Its policy forbids every request; its only scripts are the
 * page's own and the worker that the page makes from it.
 * @throws Error if the page's script cannot stand inside a page
 */
export function labPages(
  parts: LabParts,
): (how?: LabLanguage) => Promise<{ readonly html: string; readonly sizes: LabSizes }> {
  const { table, images } = parts.icons;
  const planes = Object.entries(images).map(
    ([name, rgb]) => [`images-${name}`, zipped(packPlanes(rgb, table.size ** 2).planes)] as const,
  );
  const tables = [["table", zipped(JSON.stringify(table))]] as const;
  const engine = [["wasm", zipped(parts.wasm)]] as const;
  const worker = [["worker", zipped(parts.workerScript)]] as const;
  const shared = carriedHtml([...tables, ...worker, ...engine, ...planes]);
  const pageScript = inlineScript(parts.pageScript, "the lab's script");
  const hash = createHash("sha256").update(pageScript).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return async ({ language, otherLanguage } = {}) => {
    const exporter = await loadExporter();
    const { code, say, words } = language ?? exporter.english;
    const inHtml: Say = (text, values) => exporter.escapeHtml(fillText(words[text] ?? text, values));
    const body = labBody(inHtml, exporter.languageSwitch(otherLanguage).trim());
    const placed = parts.recorded.placed.map((model) => ({ ...model, treatment: say(model.treatment) }));
    const recordedText = JSON.stringify({ ...parts.recorded, placed });
    const recorded = [["recorded", zipped(recordedText)]] as const;
    const wordsElement = exporter.wordsHtml(language ?? exporter.english);
    const font = await exporter.embeddedFont(
      language ?? exporter.english,
      `${body}${wordsElement}${JSON.stringify(placed)}`,
    );
    const html = `<!DOCTYPE html>
<html lang="${code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${inHtml(labTexts.title)}</title>
<style>
${font}${labStyle}
</style>
</head>
<body>
${body}
${wordsElement}${carriedHtml(recorded)}
${shared}
<script>${pageScript}</script>
</body>
</html>
`;
    const sizes = {
      icons: total(planes),
      texts: total([...tables, ...recorded]),
      engine: total(engine),
      scripts: total(worker) + pageScript.length,
      page: Buffer.byteLength(html),
    };
    return { html, sizes };
  };
}

function carriedHtml(files: Carried): string {
  return files
    .map(
      ([name, bytes]) => `<script type="text/plain" id="file-${name}">${bytes.toString("base64")}</script>`,
    )
    .join("\n");
}

function total(files: Carried): number {
  return files.reduce((sum, [, { length }]) => sum + length, 0);
}

function zipped(content: string | Uint8Array): Buffer {
  return gzipSync(content, { level: 9 });
}
