// Parameters from a file, as papermill reads them: YAML 1.1, of which JSON is a part.
import { parseDocument, type Tags } from "yaml";
import { InputError } from "../base/errors.js";
import type { Json } from "./nbformat.js";
import type { Parameters } from "./parameters.js";

/**
 * The parameters of a file's text: JSON if its name ends in .json, else YAML 1.1, in which `yes` is true and `0x10`
 * is 16. A date stays the text it is written as.
 * @param path only for messages and for its ending
 * @throws InputError naming file and line if the text cannot be read, and the parameter if JSON cannot hold its value
 */
export function parseParameterFile(text: string, path: string): Parameters {
  const values = /\.json$/i.test(path) ? readJson(text, path) : readYaml(text, path);
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw new InputError(`${path}: expected names and values, e.g. ${example(path)}`);
  for (const [name, value] of Object.entries(values)) checkJson(value, name, path);
  return values as Parameters;
}

const example = (path: string) => (/\.json$/i.test(path) ? '{"draws": 200}' : '"draws: 200"');

function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message}), expected an object of parameters`);
  }
}

function readYaml(text: string, path: string): unknown {
  const document = parseDocument(text, {
    version: "1.1",
    prettyErrors: true,
    customTags: (tags) =>
      tags.flatMap((tag): Tags => {
        if (typeof tag === "string" || tag.tag.endsWith(":timestamp"))
          return typeof tag === "string" ? [tag] : [];
        // YAML 1.1 has `y` and `n` for true and false too; PyYAML does not read them so.
        const isBoolean = tag.tag.endsWith(":bool") && "test" in tag && tag.test !== undefined;
        return [isBoolean ? { ...tag, test: new RegExp(`^(?![YyNn]$)(?:${tag.test!.source})`) } : tag];
      }),
  });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line;
    const [message = ""] = error.message.split("\n", 1);
    const reason = message.replace(/ at line \d+, column \d+:?$/, "");
    throw new InputError(`${path}${line === undefined ? "" : `: line ${line}`}: not YAML: ${reason}`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (fault) {
    throw new InputError(`${path}: not YAML: ${(fault as Error).message}`);
  }
}

/** A value as deep as this is refused: nothing a person writes is. */
const deepest = 100;

function checkJson(value: unknown, name: string, path: string, depth = 0): asserts value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  const isPlain =
    typeof value === "object" && [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
  if (!isPlain || depth > deepest) {
    const found = isPlain
      ? "it is nested too deeply"
      : `found ${typeof value === "object" ? value.constructor.name : String(value)}`;
    throw new InputError(`${path}: ${name}: ${found}, expected a value JSON can hold`);
  }
  for (const inner of Object.values(value)) checkJson(inner, name, path, depth + 1);
}
