import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

let bundled: string | undefined;

/**
 * The page's script: the modules of `browser`, bundled once per process into one classic script.
 * @throws Error if its text could end the script element it stands in
 */
export function pageScript(): string {
  bundled ??= bundle(fileURLToPath(new URL("browser/page.js", import.meta.url)));
  return bundled;
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    minify: true,
    legalComments: "none",
  });
  const script = outputFiles[0]!.text.trimEnd();
  if (/<\/script|<!--|\r/i.test(script)) throw new Error("the page's script cannot stand inside a page");
  return script;
}
