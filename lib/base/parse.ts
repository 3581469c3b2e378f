import type { z } from "zod";
import { InputError } from "./errors.js";
import { printable } from "./printable.js";

/**
 * A value checked against a schema, with the schema's defaults filled in.
 * @param place what is read, e.g. a file's name; it begins the message
 * @throws InputError naming place, field, the value found and what was expected, one clause a fault
 */
export function parsed<S extends z.ZodType>(schema: S, value: unknown, place: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputError(`${place}: ${faults(result.error.issues, value).join("; ")}`);
}

/**
 * JSON text checked against a schema.
 * @throws InputError as `parsed`, and as `jsonValue`
 */
export function parsedJson<S extends z.ZodType>(schema: S, text: string, place: string): z.output<S> {
  return parsed(schema, jsonValue(text, place), place);
}

/** Deeper JSON than this is refused: what walks it calls itself once a level, and the stack ends. */
const deepestJson = 200;

/**
 * The value of JSON text. A byte order mark before it is passed over.
 * @throws InputError if the text is not JSON, nested deeper than 200 levels, or names a field of one object twice, of
 *   which JSON.parse would keep the last without a word
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

/** What is wrong with JSON that parses: too deep, or a field of one object twice. */
function structureFault(json: string): string | undefined {
  // Only brackets and strings matter. A string that a colon follows is a field's name.
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
    return `${path}: ${found === undefined ? "missing" : JSON.stringify(found)}, ${expected}`;
  });
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let part = value;
  for (const name of path) part = (part as Record<PropertyKey, unknown> | undefined)?.[name];
  return part;
}
