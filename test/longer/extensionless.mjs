// Module resolution for the test files inside @tensorflow/tfjs-core, which import each other without ".js".
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export async function resolve(specifier, context, next) {
  if (specifier.startsWith(".") && context.parentURL?.includes("tfjs-core")) {
    const url = new URL(specifier, context.parentURL);
    for (const end of [".js", "/index.js"])
      if (existsSync(fileURLToPath(`${url.href.replace(/\/$/, "")}${end}`)))
        return { url: `${url.href.replace(/\/$/, "")}${end}`, format: "module", shortCircuit: true };
  }
  // Written for bundlers, they also take a CommonJS module's one export for a namespace of named ones.
  if (specifier === "seedrandom")
    return {
      url: `data:text/javascript,${encodeURIComponent(seedrandom)}`,
      format: "module",
      shortCircuit: true,
    };
  return next(specifier, context);
}

const seedrandom = `import { createRequire } from "node:module";
const made = createRequire(${JSON.stringify(import.meta.url)})("seedrandom");
export const { alea } = made; export default made;`;

export async function load(url, context, next) {
  return next(
    url,
    url.includes("/tfjs-core/dist/") && !url.includes(".node.") ? { ...context, format: "module" } : context,
  );
}
