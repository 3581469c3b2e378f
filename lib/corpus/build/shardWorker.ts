// Runs on a thread of the pool: renders the shard of one set.
import { InputError } from "../../base/errors.js";
import { renderShard, type ShardPlan } from "./shard.js";

/** @returns the message if the user can fix the fault. It is returned because threads lose an error's class. */
export default async function run(plan: ShardPlan): Promise<string | undefined> {
  try {
    await renderShard(plan);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return undefined;
}
