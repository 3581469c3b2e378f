import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type LabIcons, packPlanes } from "./icons.js";

/** The parts of the lab's page. */
export interface LabParts {
  readonly icons: LabIcons;
  /** onnxruntime-web's WebAssembly. */
  readonly wasm: Uint8Array;
  readonly workerScript: string;
  readonly pageScript: string;
  readonly style: string;
  readonly body: string;
  /** What the page knows about recorded models, as JSON. */
  readonly recorded: string;
}

/** Bytes of the page by part, as they stand in it. */
export type LabSizes = Readonly<Record<"icons" | "texts" | "engine" | "scripts" | "page", number>>;

/**
 * The lab as one HTML file. Its policy forbids every request; its only scripts are the page's own and the worker that
 * the page makes from it.
 */
export function labPage(parts: LabParts): { readonly html: string; readonly sizes: LabSizes } {
  const { table, images } = parts.icons;
  const planes = Object.entries(images).map(
    ([name, rgb]) => [`images-${name}`, zipped(packPlanes(rgb, table.size ** 2).planes)] as const,
  );
  const texts = [
    ["table", zipped(JSON.stringify(table))],
    ["recorded", zipped(parts.recorded)],
  ] as const;
  const engine = [["wasm", zipped(parts.wasm)]] as const;
  const scripts = [["worker", zipped(parts.workerScript)]] as const;
  const files = [...texts, ...scripts, ...engine, ...planes]
    .map(
      ([name, bytes]) => `<script type="text/plain" id="file-${name}">${bytes.toString("base64")}</script>`,
    )
    .join("\n");
  const { pageScript } = parts;
  if (/<\/script|<!--|\r/i.test(pageScript)) throw new Error("the page's script cannot stand inside a page");
  const hash = createHash("sha256").update(pageScript).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>The lab: what makes CLIP robust?</title>
<style>
${parts.style}
</style>
</head>
<body>
${parts.body}
${files}
<script>${pageScript}</script>
</body>
</html>
`;
  const total = (list: readonly (readonly [string, Buffer])[]) =>
    list.reduce((sum, [, { length }]) => sum + length, 0);
  const sizes = {
    icons: total(planes),
    texts: total(texts),
    engine: total(engine),
    scripts: total(scripts) + pageScript.length,
    page: Buffer.byteLength(html),
  };
  return { html, sizes };
}

function zipped(content: string | Uint8Array): Buffer {
  return gzipSync(content, { level: 9 });
}
