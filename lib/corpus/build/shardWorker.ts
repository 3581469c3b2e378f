// What a thread of the pool runs: the shard of one set.
import { renderShard, type ShardPlan } from "./shard.js";

export default function run(plan: ShardPlan): Promise<void> {
  return renderShard(plan);
}
