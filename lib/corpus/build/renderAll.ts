import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { InputError } from "../../base/errors.js";
import type { ShardPlan } from "./shard.js";

/**
 * Renders shards as their plans arrive, on `threads` threads (default: one per core). Each plan holds all drawings of
 * a set, so to save memory new plans are requested only while few are waiting.
 * @param finished called after each shard
 * @throws InputError if a shard cannot be written
 */
export async function renderAll(
  plans: AsyncIterable<ShardPlan>,
  options: { readonly threads?: number; readonly finished?: () => void } = {},
): Promise<void> {
  const threads = options.threads ?? availableParallelism();
  const pool = new Piscina<ShardPlan, string | undefined>({
    filename: new URL("./shardWorker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const underWay = new Set<Promise<void>>();
  try {
    for await (const plan of plans) {
      const rendered = pool.run(plan).then((fault) => {
        if (fault !== undefined) throw new InputError(fault);
        underWay.delete(rendered);
        options.finished?.();
      });
      rendered.catch(() => undefined); // awaited below, perhaps only after it has failed
      underWay.add(rendered);
      if (underWay.size >= 2 * threads) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    await pool.destroy();
  }
}
