import { z } from "zod";
import { readInput, writeAtomically } from "../base/files.js";
import { canonicalJson } from "../base/hash.js";
import { parsedJson } from "../base/parse.js";
import { type RunRecord, recordSchema } from "./schema.js";

// Many records as one text file: the form that is committed. The first line holds what many records share, test sets'
// images by class and provenance without its date; each further line is one record that refers to it by number.
// Nothing is lost, and the file is half as long.

interface Shared {
  readonly totalsByClass: readonly (readonly number[])[];
  readonly provenance: readonly object[];
}

const sharedSchema = z.strictObject({
  shared: z.strictObject({
    totalsByClass: z.array(z.array(z.int().nonnegative())),
    provenance: z.array(z.looseObject({})),
  }),
});

/** Records as text, sorted by hash. Equal records, equal text. */
export function recordLines(records: readonly RunRecord[]): string {
  const sorted = [...records].sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const totals = new Numbered<readonly number[]>();
  const origins = new Numbered<object>();
  const lines = sorted.map(({ results, provenance: { date, ...origin }, ...record }) =>
    canonicalJson({
      ...record,
      provenance: { date, shared: origins.number(origin) },
      results: results.map(({ correct: _correct, total: _total, totalByClass, ...result }) => ({
        ...result,
        shared: totals.number(totalByClass),
      })),
    }),
  );
  const shared: Shared = { totalsByClass: totals.values, provenance: origins.values };
  return `${[canonicalJson({ shared }), ...lines].join("\n")}\n`;
}

/** Writes `recordLines` to a file. */
export async function writeRecordLines(path: string, records: readonly RunRecord[]): Promise<void> {
  await writeAtomically(path, recordLines(records));
}

/**
 * Reads a file of record lines. Whole records, one a line, without a first line of shared parts, are read too.
 * @throws InputError naming file and line of the first fault
 */
export async function readRecordLines(path: string): Promise<RunRecord[]> {
  const lines = (await readInput(path)).split("\n");
  let shared: Shared = { totalsByClass: [], provenance: [] };
  return lines.flatMap((line, at) => {
    const place = `${path}:${at + 1}`;
    if (line.trim() === "") return [];
    if (at === 0 && line.startsWith('{"shared"')) {
      ({ shared } = parsedJson(sharedSchema, line, place));
      return [];
    }
    return [
      parsedJson(
        z.preprocess((value) => whole(value, shared), recordSchema),
        line,
        place,
      ),
    ];
  });
}

/** A record with what it refers to put in its place; anything else is left for the schema to refuse. */
function whole(value: unknown, { totalsByClass, provenance }: Shared): unknown {
  if (!isObject(value)) return value;
  const origin = value.provenance;
  const results = value.results;
  return {
    ...value,
    ...(isObject(origin) &&
      typeof origin.shared === "number" && {
        provenance: { ...provenance[origin.shared], date: origin.date },
      }),
    ...(Array.isArray(results) && {
      results: results.map((result: unknown) => {
        if (!isObject(result) || typeof result.shared !== "number") return result;
        const { shared, ...own } = result;
        const totals = totalsByClass[shared as number];
        return {
          ...own,
          totalByClass: totals,
          correct: sumOf(own.correctByClass),
          total: sumOf(totals),
        };
      }),
    }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sumOf(numbers: unknown): unknown {
  return Array.isArray(numbers) ? numbers.reduce((sum: number, one: number) => sum + one, 0) : undefined;
}

/** Values by number, equal ones once. */
class Numbered<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(value: T): number {
    const key = canonicalJson(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
