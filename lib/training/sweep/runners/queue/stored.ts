import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Redis } from "ioredis";
import { fileExists, writeAtomically } from "../../../../base/files.js";
import { canonicalJson } from "../../../../base/hash.js";
import { jsonValue } from "../../../../base/parse.js";
import { checkedRecord, withDigest } from "../../../../record/digest.js";
import type { RunRecord } from "../../../../record/schema.js";
import { type RunSpec, specHash } from "../../../train/spec.js";
import { checkpointPath } from "../../../train/stored.js";
import { keyPrefix } from "./redis.js";
import { type QueueTerms, queueName, termsSchema } from "./terms.js";

// What a sweep and its workers keep in Redis beside BullMQ's own keys: the terms of each queue, the workers that are
// there, records on their way back, and trained models that other runs start from.

/** Seconds after which Redis drops what nobody has fetched. */
export const keptFor = 7 * 24 * 3600;

const termsKey = `${keyPrefix}:terms`;

/** Seconds without a sign of life after which a worker no longer counts. */
const workerSeconds = 15;

/** Milliseconds between signs of life. */
export const signOfLife = 5000;

/** The largest trained model that travels, in bytes. Redis holds it in memory. */
const largestModel = 64 * 2 ** 20;

/** Bytes a second that any network between workers and Redis is assumed to carry. */
const bytesPerSecond = 1_000_000;

/** Whether sending a trained model is cheaper than training it again. */
export function modelTravels(bytes: number, trainingSeconds: number): boolean {
  return bytes <= largestModel && bytes / bytesPerSecond < trainingSeconds + 1;
}

/** The part of Redis that belongs to one queue. */
export class QueueStore {
  readonly name: string;

  constructor(
    private readonly redis: Redis,
    private readonly terms: QueueTerms,
  ) {
    this.name = queueName(terms);
  }

  #key(...parts: string[]): string {
    return [keyPrefix, "kept", this.name, ...parts].join(":");
  }

  /** Says under which terms this queue has work. */
  async announce(): Promise<void> {
    await this.redis.hset(termsKey, this.name, JSON.stringify(this.terms));
  }

  async withdraw(): Promise<void> {
    await this.redis.hdel(termsKey, this.name);
  }

  /** The terms of all queues that were announced. Entries that are not terms are ignored. */
  async announced(): Promise<Map<string, QueueTerms>> {
    const entries = Object.entries(await this.redis.hgetall(termsKey));
    return new Map(
      entries.flatMap(([name, text]): [string, QueueTerms][] => {
        try {
          const terms = termsSchema.safeParse(JSON.parse(text));
          return terms.success && queueName(terms.data) === name ? [[name, terms.data]] : [];
        } catch {
          return [];
        }
      }),
    );
  }

  /** Says that a worker process is there and how many runs it trains at a time. */
  async signIn(worker: string, slots: number): Promise<void> {
    await this.redis.set(this.#key("worker", worker), String(slots), "EX", workerSeconds);
  }

  async signOut(worker: string): Promise<void> {
    await this.redis.del(this.#key("worker", worker));
  }

  /** The largest number of runs that all workers together train at a time. */
  async slots(): Promise<number> {
    const keys = new Set<string>();
    for await (const found of this.redis.scanStream({ match: this.#key("worker", "*"), count: 1000 }))
      for (const key of found as string[]) keys.add(key);
    if (keys.size === 0) return 0;
    const counts = await this.redis.mget(...keys);
    return counts.reduce((sum, count) => sum + (Number(count) || 0), 0);
  }

  async putRecord(record: RunRecord): Promise<void> {
    const text = canonicalJson(withDigest(record, `record ${record.hash}`));
    await this.redis.set(this.#key("record", record.hash), text, "EX", keptFor);
  }

  /**
   * The record of a run that a worker has trained; undefined if there is none.
   * @throws InputError if it is not a valid record of this run
   */
  async record(hash: string): Promise<RunRecord | undefined> {
    const text = await this.redis.get(this.#key("record", hash));
    if (text === null) return undefined;
    const place = `record ${hash} from the queue`;
    return checkedRecord(jsonValue(text, place), place);
  }

  async dropRecord(hash: string): Promise<void> {
    await this.redis.del(this.#key("record", hash));
  }

  /** Sends a trained model, if that is cheaper than training it again. Returns whether it was sent. */
  async putModel(spec: RunSpec, checkpoints: string, trainingSeconds: number): Promise<boolean> {
    const path = checkpointPath(checkpoints, spec);
    if (!(await fileExists(path))) return false;
    const bytes = await readFile(path);
    if (!modelTravels(bytes.length, trainingSeconds)) return false;
    const key = this.#key("model", specHash(spec));
    await this.redis
      .multi()
      .hset(key, { bytes, sha256: sha256Of(bytes) })
      .expire(key, keptFor)
      .exec();
    return true;
  }

  /** Fetches a trained model into a folder, if it is in the queue and undamaged. Returns whether it was. */
  async fetchModel(spec: RunSpec, checkpoints: string): Promise<boolean> {
    const found = await this.redis.hgetallBuffer(this.#key("model", specHash(spec)));
    const { bytes, sha256 } = found as Partial<Record<"bytes" | "sha256", Buffer>>;
    if (bytes === undefined || sha256?.toString() !== sha256Of(bytes)) return false;
    await writeAtomically(checkpointPath(checkpoints, spec), bytes);
    return true;
  }

  async dropModel(hash: string): Promise<void> {
    await this.redis.del(this.#key("model", hash));
  }

  /** Marks runs that workers should stop training, or takes the marks back. */
  async cancel(hashes: readonly string[]): Promise<void> {
    if (hashes.length > 0) await this.redis.sadd(this.#key("cancelled"), ...hashes);
  }

  async uncancel(hashes: readonly string[]): Promise<void> {
    if (hashes.length > 0) await this.redis.srem(this.#key("cancelled"), ...hashes);
  }

  async isCancelled(hash: string): Promise<boolean> {
    return (await this.redis.sismember(this.#key("cancelled"), hash)) === 1;
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
