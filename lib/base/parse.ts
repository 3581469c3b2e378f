import type { z } from "zod";
import { InputError } from "./errors.js";

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

/** JSON text checked against a schema. @throws InputError as `parsed`, or if the text is not JSON */
export function parsedJson<S extends z.ZodType>(schema: S, text: string, place: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${place}: not JSON (${(error as Error).message})`);
  }
  return parsed(schema, value, place);
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
