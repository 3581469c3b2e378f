import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { inlineScriptOptions } from "../base/inlineScript.js";

// The same modules that train in Node are bundled for the browser. Only those that touch files, processes or the native
// library have a stand-in, in browser/instead.

/** Modules with a stand-in, by the end of their path. */
const standIns: readonly (readonly [of: RegExp, by: string])[] = [
  [/^node:/, "node"],
  [/\/base\/files\.js$|^\.\/files\.js$/, "files"],
  [/\/base\/provenance\.js$/, "provenance"],
  [/^\.\/runtime\.js$/, "runtime"],
  [/\/native\/[a-zA-Z]+\.js$/, "native"],
];

const folder = (name: string) => fileURLToPath(new URL(`browser/${name}`, import.meta.url));

const withStandIns: Plugin = {
  name: "stand-ins",
  setup({ onResolve, onLoad }) {
    for (const [of, by] of standIns)
      onResolve({ filter: of }, ({ importer }) =>
        /\/(browser|node_modules)\//.test(importer) ? null : { path: folder(`instead/${by}.js`) },
      );
    // This package of @stdlib looks for generators by eval, which the page's policy refuses and the browser reports.
    onResolve({ filter: /^@stdlib\/assert-has-generator-support$/ }, () => ({
      path: "generators",
      namespace: "known",
    }));
    onLoad({ filter: /^generators$/, namespace: "known" }, () => ({
      contents: "module.exports = () => true;",
    }));
  },
};

/** The modules that a page is made of. */
export const labScripts = { page: folder("page.js"), worker: folder("worker.js") } as const;

/** Bundles a module and all it imports into one classic script. @param entry its path */
export async function bundleForBrowser(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...inlineScriptOptions,
    plugins: [withStandIns],
    inject: [folder("instead/buffer.js")],
    // A classic script has no import.meta. onnxruntime-web asks where it lies, but loads nothing from there; with a file:
    // URL it would look for another script.
    define: { "import.meta.url": '"lab:///page"', global: "globalThis" },
  });
  return outputFiles[0]!.text;
}
