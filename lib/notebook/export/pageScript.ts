import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, buildSync } from "esbuild";
import { inlineScript, inlineScriptOptions } from "../../base/inlineScript.js";

const browser = fileURLToPath(new URL("browser", import.meta.url));
let pageBundled: string | undefined;
const widgetsBundled = new Map<string, string>();

/** Browser modules of widgets: kind → path of a compiled file that exports `mount`. */
export type WidgetModules = Readonly<Record<string, string>>;

/**
 * The page's script: the modules of `browser`, bundled once per process into one classic script.
 * @throws Error if its text could end the script element it stands in
 */
export function pageScript(): string {
  pageBundled ??= bundle({ entryPoints: [`${browser}/page.js`] });
  return pageBundled;
}

/**
 * The widgets of a page and the code of the library that they need, as one classic script. It leaves what builds each
 * kind, and what translates the library's texts for them, in `reportWidgets`.
 * @throws Error as `pageScript`, or if a widget imports what no browser has
 */
export function widgetsScript(widgets: WidgetModules): string {
  const kinds = Object.keys(widgets).sort();
  const key = kinds.map((kind) => `${kind} ${widgets[kind]}`).join("\n");
  const known = widgetsBundled.get(key);
  if (known !== undefined) return known;
  const path = (file: string) => `./${relative(browser, file).replaceAll("\\", "/")}`;
  const entry = [
    ...kinds.map(
      (kind, at) => `import { mount as mount${at} } from ${JSON.stringify(path(widgets[kind]!))};`,
    ),
    'import { phrasebook } from "./phrasebook.js";',
    `globalThis.reportWidgets = { kinds: { ${kinds.map((kind, at) => `${JSON.stringify(kind)}: mount${at}`).join(", ")} }, phrasebook };`,
  ];
  const script = bundle({ stdin: { contents: entry.join("\n"), resolveDir: browser } });
  widgetsBundled.set(key, script);
  return script;
}

let slidesBundled: string | undefined;

/** The script of slides: reveal.js and what figures need, as one classic script. */
export function slidesScript(): string {
  slidesBundled ??= bundle({ entryPoints: [`${browser}/slides.js`] });
  return slidesBundled;
}

function bundle(entry: Pick<BuildOptions, "stdin" | "entryPoints">): string {
  const { outputFiles } = buildSync({ ...inlineScriptOptions, ...entry });
  return inlineScript(outputFiles![0]!.text, "the page's script");
}
