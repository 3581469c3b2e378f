import { createHash } from "node:crypto";

/** SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** JSON with sorted keys: equal data give equal text, whatever the order its keys were written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same plain data with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
