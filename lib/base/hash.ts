import { createHash } from "node:crypto";

/** SHA-256 of bytes or text, as hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** JSON with sorted keys, so that equal data give equal text regardless of key order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A copy of plain data in which the keys of every object are sorted. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    // Long lists of numbers have no keys to sort, and records hold many of them.
    return value.every((one) => typeof one === "number") ? value : value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
