import type { z } from "zod";
import { InputError } from "./errors.js";
import { printable } from "./printable.js";

/**
 * Checks a value against a schema and fills in the schema's defaults.
 * @param place where the value comes from, e.g. a file name; error messages start with it
 * @throws InputError naming the place and, for each fault, the field, the value found and what was expected
 */
export function parsed<S extends z.ZodType>(schema: S, value: unknown, place: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputError(`${place}: ${faults(result.error.issues, value).join("; ")}`);
}

/**
 * Parses JSON text and checks it against a schema.
 * @throws InputError like `parsed` and `jsonValue`
 */
export function parsedJson<S extends z.ZodType>(schema: S, text: string, place: string): z.output<S> {
  return parsed(schema, jsonValue(text, place), place);
}

/** Deeper JSON is refused, because code that walks it recurses once per level and would overflow the stack. */
const deepestJson = 200;

/**
 * Parses JSON text. A leading byte order mark is ignored.
 * @throws InputError if the text is not JSON, is nested deeper than 200 levels, or repeats a field within an object.
 *   (JSON.parse would silently keep the last value.)
 */
export function jsonValue(text: string, place: string): unknown {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    throw new InputError(`${place}: not JSON (${printable((error as Error).message)})`);
  }
  const fault = structureFault(plain);
  if (fault !== undefined) throw new InputError(`${place}: ${fault}`);
  return value;
}

/** Finds a fault in JSON that parses: nesting that is too deep, or a repeated field within an object. */
function structureFault(json: string): string | undefined {
  // Only brackets and strings matter. A string followed by a colon is a field name.
  const tokens = /[{}[\]]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g;
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string, colon] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(string!) as string;
      const names = open.at(-1)!;
      if (names.has(name)) return `${name}: named twice in one object`;
      names.add(name);
    }
    if (open.length > deepestJson) return `nested deeper than ${deepestJson} levels`;
  }
  return undefined;
}

function faults(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  return issues.map((issue) => {
    const path = issue.path.join(".") || "(whole)";
    if (issue.code === "unrecognized_keys") {
      const inside = issue.path.length > 0 ? `${path}.` : "";
      return issue.keys.map((key) => `${inside}${key}: unknown field`).join("; ");
    }
    const found = at(value, issue.path);
    // "Invalid input: expected number, received undefined" → "expected number"
    const message = issue.message.replace(/, received.*$/, "");
    const expected = (/expected .*/i.exec(message)?.[0] ?? message).replace(
      /^(E|Invalid [^:.]*[:.] )/,
      (start) => (start === "E" ? "e" : ""),
    );
    return `${path}: ${found === undefined ? "missing" : shortened(JSON.stringify(found))}, ${expected}`;
  });
}

/** A value of a thousand counts would hide what was expected. */
const longestFound = 160;

function shortened(text: string): string {
  return text.length <= longestFound ? text : `${text.slice(0, longestFound - 1)}…`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let part = value;
  for (const name of path) part = (part as Record<PropertyKey, unknown> | undefined)?.[name];
  return part;
}
