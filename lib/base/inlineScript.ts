import type { BuildOptions } from "esbuild";

/** How esbuild makes one classic script, which a page may hold and run from disk, of a module and all that it imports. */
export const inlineScriptOptions = {
  bundle: true,
  write: false,
  format: "iife",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  minify: true,
  legalComments: "none",
  logLevel: "silent", // what fails is thrown
} as const satisfies BuildOptions;

/**
 * A script as it may stand in a script element.
 * @param what names it in the error
 * @throws Error if its text could end the element, or has CR LF, which a browser reads as LF, so that the script no longer
 *   has the hash in the page's policy
 */
export function inlineScript(script: string, what: string): string {
  if (/<\/script|<!--|\r/i.test(script)) throw new Error(`${what} cannot stand inside a page`);
  return script.trimEnd();
}
