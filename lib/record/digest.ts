import { z } from "zod";
import { InputError } from "../base/errors.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import { parsed } from "../base/parse.js";
import { type RunRecord, recordSchema } from "./schema.js";

// A stored record includes its own digest, which detects damage and careless edits. It is not a signature: anyone who
// changes a record on purpose can compute a new digest.

/** A record as stored. */
type StoredRecord = RunRecord & { readonly digest: string };

/**
 * SHA-256 of a record as canonical JSON: UTF-8, sorted keys, no spaces, and numbers as ECMAScript prints them (the
 * shortest text that gives the same double). The order of fields does not matter, nor does writing 1.50 for 1.5.
 */
export function recordDigest(record: RunRecord): string {
  return sha256(canonicalJson(record));
}

/**
 * Adds the digest to a record.
 * @param place error messages start with it
 * @throws InputError if the record is not valid
 */
export function withDigest(record: RunRecord, place: string): StoredRecord {
  // First replace values that JSON cannot represent: a diverged run's NaN is stored as null.
  const valid = parsed(recordSchema, JSON.parse(JSON.stringify(record)), place);
  return { ...valid, digest: recordDigest(valid) };
}

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

/** Options for reading stored records. */
export interface ReadOptions {
  /** Accept records without a digest, as earlier versions wrote them. A digest is still checked if there is one. */
  readonly undigested?: boolean;
}

/**
 * Checks a stored record and returns it without its digest.
 * @param value JSON that should be a record with its digest
 * @throws InputError if it is not a record, its hash does not match its spec, or its digest is missing or wrong
 */
export function checkedRecord(value: unknown, place: string, options: ReadOptions = {}): RunRecord {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const { digest, ...content } = (isObject ? value : {}) as Record<string, unknown>;
  const record = parsed(recordSchema, isObject ? content : value, place);
  if (digest === undefined && options.undigested) return record;
  if (digest === undefined)
    throw new InputError(
      `${place}: digest: missing, expected the SHA-256 of the record; robustness records add-digests adds it to older records`,
    );
  const claimed = parsed(digestSchema, digest, `${place}: digest`);
  const actual = recordDigest(record);
  if (claimed !== actual)
    throw new InputError(
      `${place}: run ${record.hash} was changed after it was written: its digest is ${actual.slice(0, 16)}…, expected ${claimed.slice(0, 16)}… as stored`,
    );
  return record;
}
