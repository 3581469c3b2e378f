// What a queue costs: the same runs by one process of a local sweep and by one worker of a queue, three times in turn.
// Prints the difference per run.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../lib/base/processes.mjs";
import { QueueFolder, tinySpec } from "../training/sweep/runners/queue/queueProcesses.js";
import { RedisServer, withoutRedis } from "../training/sweep/runners/queue/redisServer.js";
import { until } from "../training/sweep/sweepProcess.js";

const runs = 100;
const allowed = 50; // ms a run

if (withoutRedis) {
  console.error(withoutRedis);
  process.exit(2);
}
const root = makeTemporaryFolder("overhead-");
const folder = new QueueFolder(root);
await folder.writeGrid(Array.from({ length: runs }, (_, seed) => tinySpec(seed, 2)));
mkdirSync(join(root, "redis"));
const redis = await RedisServer.start(join(root, "redis"));

/** Wall seconds of the sweep itself, without the start of its process. */
async function secondsOf(name: string, ...args: string[]): Promise<number> {
  const sweep = folder.sweep(name, args);
  if ((await sweep.ended) !== 0) throw new Error(sweep.stderr);
  return JSON.parse(sweep.stdout).seconds;
}

const differences: number[] = [];
for (let round = 0; round < 3; round++) {
  const local = await secondsOf(`local${round}`, "--workers", "1");
  const worker = folder.worker(redis.address);
  await until("the worker is there", () => worker.stderr.includes("Ctrl-C"));
  const queue = await secondsOf(`queue${round}`, "--queue", redis.address);
  worker.killGroup("SIGINT");
  await worker.ended;
  const each = (1000 * (queue - local)) / runs;
  differences.push(each);
  console.log(
    `${runs} runs: local ${local.toFixed(2)} s, queue ${queue.toFixed(2)} s, ${each.toFixed(1)} ms a run more`,
  );
}
await redis.stop();
const middle = differences.toSorted((a, b) => a - b)[1]!;
console.log(`median ${middle.toFixed(1)} ms a run, at most ${allowed} allowed`);
if (middle > allowed) process.exitCode = 1;
