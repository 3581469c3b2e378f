import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, buildSync } from "esbuild";

const browser = fileURLToPath(new URL("browser", import.meta.url));
const bundles = new Map<string, string>();

/** Browser modules of widgets: kind → path of a compiled file that exports `mount`. */
export type WidgetModules = Readonly<Record<string, string>>;

/**
 * The page's script: the modules of `browser` and of the page's widgets, bundled once per process into one classic
 * script.
 * @throws Error if its text could end the script element it stands in, or a widget imports what no browser has
 */
export function pageScript(widgets: WidgetModules = {}): string {
  const kinds = Object.keys(widgets).sort();
  const key = kinds.map((kind) => `${kind} ${widgets[kind]}`).join("\n");
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const path = (file: string) => `./${relative(browser, file).replaceAll("\\", "/")}`;
  const entry = [
    `import { setUpPage } from ${JSON.stringify("./page.js")};`,
    ...kinds.map(
      (kind, at) => `import { mount as mount${at} } from ${JSON.stringify(path(widgets[kind]!))};`,
    ),
    `setUpPage({ ${kinds.map((kind, at) => `${JSON.stringify(kind)}: mount${at}`).join(", ")} });`,
  ];
  const script = bundle({ stdin: { contents: entry.join("\n"), resolveDir: browser } });
  bundles.set(key, script);
  return script;
}

let slidesBundled: string | undefined;

/** The script of slides: reveal.js and what figures need, as one classic script. */
export function slidesScript(): string {
  slidesBundled ??= bundle({ entryPoints: [`${browser}/slides.js`] });
  return slidesBundled;
}

function bundle(entry: Pick<BuildOptions, "stdin" | "entryPoints">): string {
  const { outputFiles } = buildSync({
    ...entry,
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    minify: true,
    legalComments: "none",
    logLevel: "silent", // what fails is thrown
  });
  const script = outputFiles![0]!.text.trimEnd();
  if (/<\/script|<!--|\r/i.test(script)) throw new Error("the page's script cannot stand inside a page");
  return script;
}
