import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { InputError } from "../../base/errors.js";
import type { ShardPlan } from "./shard.js";

/**
 * Renders shards as their plans come, in as many threads as there are cores unless `threads` says otherwise. Plans
 * hold all drawings of a set, so the next ones are asked for only while few are waiting.
 * @param finished told of each shard
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
      rendered.catch(() => undefined); // waited for below, perhaps after it has failed
      underWay.add(rendered);
      if (underWay.size >= 2 * threads) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    await pool.destroy();
  }
}
