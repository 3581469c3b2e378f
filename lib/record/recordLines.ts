import { z } from "zod";
import { InputError } from "../base/errors.js";
import { readInput, writeAtomically } from "../base/files.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import { jsonValue, parsedJson } from "../base/parse.js";
import { checkedRecord, type ReadOptions, withDigest } from "./digest.js";
import { compactIcons, wholeIcons } from "./iconLines.js";
import type { RunRecord } from "./schema.js";

// Many records in one text file, the format that is committed. The first line contains what many records share: the
// test sets' image counts by class, and provenance without the date. Each following line is one record with its digest;
// it refers to the shared parts by number, and leaves out what follows from its icons (iconLines.ts). The last line has
// the number of lines before it and the SHA-256 of their text. No information is lost, and the file is half as long.
//
// A record's digest is computed from the whole record (`recordDigest`), so it covers the shared parts too. The last
// line reveals lines that were deleted, duplicated or moved. Both detect damage and careless edits, but not forgery.

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

const lastLineSchema = z.strictObject({ lines: z.int().nonnegative(), sha256: z.string() });

/** Formats records as text, sorted by hash. Equal records give equal text. @throws InputError if one is not valid */
export function recordLines(records: readonly RunRecord[]): string {
  const sorted = [...records].sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const totals = new Numbered<readonly number[]>();
  const origins = new Numbered<object>();
  const lines = sorted.map((each) => {
    const {
      results,
      provenance: { date, ...origin },
      ...record
    } = withDigest(each, `record ${each.hash}`);
    return canonicalJson({
      ...record,
      provenance: { date, shared: origins.number(origin) },
      results: compactIcons(results).map(({ total: _total, totalByClass, ...result }) => ({
        ...result,
        shared: totals.number(totalByClass),
      })),
    });
  });
  const shared: Shared = { totalsByClass: totals.values, provenance: origins.values };
  const text = textOf([canonicalJson({ shared }), ...lines]);
  return `${text}${canonicalJson({ lines: lines.length + 1, sha256: sha256(text) })}\n`;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Writes records to a file in the format of `recordLines`. */
export async function writeRecordLines(path: string, records: readonly RunRecord[]): Promise<void> {
  await writeAtomically(path, recordLines(records));
}

/** Options for reading files of records. */
export interface ReadLinesOptions extends ReadOptions {
  /** Hashes of the runs whose records are wanted. The others are neither checked one by one nor returned. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Reads a file written by `writeRecordLines`. Any line endings are accepted.
 * @throws InputError naming file and line of the first fault: not a record, a hash that does not match the spec, a
 *   missing or wrong digest, a run that occurs twice, or lines that differ from those that were written
 */
export async function readRecordLines(
  path: string,
  { only, ...options }: ReadLinesOptions = {},
): Promise<RunRecord[]> {
  const lines = (await readInput(path)).replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const last = lines.at(-1)?.startsWith('{"lines"') ? lines.pop() : undefined;
  let shared: Shared = { totalsByClass: [], provenance: [] };
  const placeOf = new Map<string, number>();
  const records = lines.flatMap((line, at) => {
    const place = `${path}:${at + 1}`;
    if (at === 0 && line.startsWith('{"shared"')) {
      ({ shared } = parsedJson(sharedSchema, line, place));
      return [];
    }
    if (only && !hashesIn(line).some((hash) => only.has(hash))) return [];
    const record = checkedRecord(whole(jsonValue(line, place), shared), place, options);
    const before = placeOf.get(record.hash);
    if (before !== undefined)
      throw new InputError(`${place}: run ${record.hash} is also on line ${before}, expected once`);
    placeOf.set(record.hash, at + 1);
    return only && !only.has(record.hash) ? [] : [record];
  });
  if (last !== undefined) checkLast(last, lines, path);
  else if (!options.undigested)
    throw new InputError(
      `${path}: no last line with the digest of the other lines: the file is cut short or from an earlier version; robustness records add-digests adds the line to older files`,
    );
  return records;
}

/** The record's own hash, and any other that a line names. */
function hashesIn(line: string): string[] {
  return [...line.matchAll(/"hash":\s*"([0-9a-f]{16})"/g)].map(([, hash]) => hash!);
}

function checkLast(last: string, lines: readonly string[], path: string): void {
  const place = `${path}:${lines.length + 1}`;
  const expected = parsedJson(lastLineSchema, last, place);
  if (expected.lines !== lines.length)
    throw new InputError(
      `${place}: ${lines.length} lines before the last, expected ${expected.lines}: lines were deleted or added`,
    );
  if (expected.sha256 !== sha256(textOf(lines)))
    throw new InputError(
      `${place}: the lines before the last differ from those that were written: a line was changed or moved`,
    );
}

/** Replaces a record's references by the shared parts. Anything else is left unchanged for the schema to reject. */
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
      results: wholeIcons(
        results.map((result: unknown) => {
          if (!isObject(result) || typeof result.shared !== "number") return result;
          const { shared, ...own } = result;
          const totals = totalsByClass[shared as number];
          return { ...own, totalByClass: totals, total: sumOf(totals) };
        }),
      ).map((result: unknown) =>
        // Counts that follow from others are not in the file.
        isObject(result) && result.correct === undefined
          ? { ...result, correct: sumOf(result.correctByClass) }
          : result,
      ),
    }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sumOf(numbers: unknown): unknown {
  return Array.isArray(numbers) ? numbers.reduce((sum: number, one: number) => sum + one, 0) : undefined;
}

/** Numbers values. Equal values get the same number. */
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
