// What a thread of the pool runs: the shard of one set.
import { InputError } from "../../base/errors.js";
import { renderShard, type ShardPlan } from "./shard.js";

/** @returns what went wrong if the user can mend it: an error's class is lost between threads */
export default async function run(plan: ShardPlan): Promise<string | undefined> {
  try {
    await renderShard(plan);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return undefined;
}
