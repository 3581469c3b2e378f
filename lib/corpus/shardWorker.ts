// What a thread of the pool runs: one set, from its package to its shard.
import { renderShard } from "./shard.js";
import type { Source } from "./sources.js";

export interface ShardTask {
  readonly source: Source;
  readonly path: string;
}

export default async function run({ source, path }: ShardTask): Promise<string> {
  await renderShard(source, path);
  return source.set;
}
