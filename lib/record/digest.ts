import { z } from "zod";
import { InputError } from "../base/errors.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import { parsed } from "../base/parse.js";
import { type RunRecord, recordSchema } from "./schema.js";

// A stored record carries a digest of itself. The digest finds damage and careless edits. It is no signature: whoever
// changes a record on purpose can compute it anew.

/** A record as it is stored. */
export type StoredRecord = RunRecord & { readonly digest: string };

/**
 * SHA-256 of a record as canonical JSON: UTF-8, keys in order, no spaces, numbers as ECMAScript prints them, the
 * shortest text that gives the same double. Neither the order of fields nor 1.50 for 1.5 matters.
 */
export function recordDigest(record: RunRecord): string {
  return sha256(canonicalJson(record));
}

/**
 * A record with its digest.
 * @param place begins the message of an error
 * @throws InputError if it is no valid record
 */
export function withDigest(record: RunRecord, place: string): StoredRecord {
  // What JSON cannot hold is replaced first: a diverged run's NaN is stored as null.
  const valid = parsed(recordSchema, JSON.parse(JSON.stringify(record)), place);
  return { ...valid, digest: recordDigest(valid) };
}

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

export interface ReadOptions {
  /** Accept a record without a digest, written before there were any. A digest that is there is checked all the same. */
  readonly undigested?: boolean;
}

/**
 * The record in a stored one.
 * @param value JSON that should be a record with its digest
 * @throws InputError if it is no record, its hash is not that of its spec, or its digest is missing or not its own
 */
export function checkedRecord(value: unknown, place: string, options: ReadOptions = {}): RunRecord {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const { digest, ...content } = (isObject ? value : {}) as Record<string, unknown>;
  const record = parsed(recordSchema, isObject ? content : value, place);
  if (digest === undefined && options.undigested) return record;
  if (digest === undefined)
    throw new InputError(
      `${place}: digest: missing, expected the SHA-256 of the record; robustness records add-digests adds it to records of earlier versions`,
    );
  const claimed = parsed(digestSchema, digest, `${place}: digest`);
  const actual = recordDigest(record);
  if (claimed !== actual)
    throw new InputError(
      `${place}: run ${record.hash} was changed after it was written: its digest is ${actual.slice(0, 16)}…, expected ${claimed.slice(0, 16)}… as stored`,
    );
  return record;
}
