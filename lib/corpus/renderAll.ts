import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { ShardTask } from "./shardWorker.js";
import { type Source, sourceFile } from "./sources.js";

/**
 * Renders the sets into their shards, in as many threads as there are cores unless `threads` says otherwise;
 * large sets first, so that the last thread does not wait for one of them. `finished` is told of each set.
 */
export async function renderAll(
  tasks: readonly ShardTask[],
  options: { readonly threads?: number; readonly finished?: (set: string) => void } = {},
): Promise<void> {
  if (tasks.length === 0) return;
  const threads = Math.min(options.threads ?? availableParallelism(), tasks.length);
  const pool = new Piscina<ShardTask, string>({
    filename: new URL("./shardWorker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    const largestFirst = tasks.toSorted((a, b) => publishedBytes(b.source) - publishedBytes(a.source));
    await Promise.all(
      largestFirst.map(async (task) => {
        options.finished?.(await pool.run(task));
      }),
    );
  } finally {
    await pool.destroy();
  }
}

function publishedBytes({ set }: Source): number {
  return statSync(sourceFile(set, "icons.json")).size;
}
