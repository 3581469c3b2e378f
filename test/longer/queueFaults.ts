// Everything that can go wrong with a queue, on a real redis-server: workers killed, Redis restarted, the sweep killed,
// clocks wrong, the network cut, jobs delivered twice. After each fault every run has one record, equal to that of a
// local sweep. Prints a table. `queueFaults.js SOME WORDS` tries only the faults whose name holds a word.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { makeTemporaryFolder } from "../../lib/base/processes.mjs";
import { Random } from "../../lib/base/random.js";
import { readRecords } from "../../lib/record/store.js";
import { runJobId } from "../../lib/training/sweep/runners/queue/jobs.js";
import { keyPrefix } from "../../lib/training/sweep/runners/queue/redis.js";
import { ownTerms, queueName } from "../../lib/training/sweep/runners/queue/terms.js";
import { parseSpec, specHash } from "../../lib/training/train/spec.js";
import { type CommandLine, QueueFolder, tinySpec } from "../training/sweep/runners/queue/queueProcesses.js";
import { RedisServer, withoutRedis } from "../training/sweep/runners/queue/redisServer.js";
import { until } from "../training/sweep/sweepProcess.js";

const runs = 100;
/** Seconds of a worker's silence after which others take over. */
const patience = 5;
const mostSeconds = 240;
const root = makeTemporaryFolder("faults-");
const random = new Random("faults");
const words = process.argv.slice(2);

/** One fault at a time: a Redis, four workers, a sweep. */
class Trial {
  readonly folder: QueueFolder;
  workers: CommandLine[] = [];
  sweep!: CommandLine;
  readonly notes: string[] = [];

  constructor(
    readonly name: string,
    readonly redis: RedisServer,
    readonly address = redis.address,
  ) {
    const path = join(root, name.replaceAll(/\W+/g, "-"));
    mkdirSync(path);
    this.folder = new QueueFolder(path);
  }

  addWorker(env: NodeJS.ProcessEnv = {}): CommandLine {
    const worker = this.folder.worker(this.address, ["--patience", String(patience)], env);
    this.workers.push(worker);
    return worker;
  }

  startSweep(...args: string[]): CommandLine {
    this.sweep = this.folder.sweep("records", ["--queue", this.address, ...args]);
    return this.sweep;
  }

  written(): number {
    try {
      return readdirSync(this.folder.records()).filter((name) => name.endsWith(".json")).length;
    } catch {
      return 0;
    }
  }

  begun(count: number): Promise<void> {
    return until(`${count} runs begin`, () => this.folder.begun().length >= count, mostSeconds);
  }

  async end(): Promise<void> {
    for (const worker of this.workers) worker.killGroup("SIGINT");
    await Promise.race([Promise.all(this.workers.map(({ ended }) => ended)), sleep(8000)]);
    for (const worker of this.workers) worker.killGroup("SIGKILL");
  }
}

/** A proxy to Redis that can be cut. */
async function proxyTo(port: number) {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((from) => {
    if (cut) return void from.destroy();
    const to = createConnection(port, "127.0.0.1");
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as { port: number };
  return {
    address: `redis://127.0.0.1:${own}`,
    cut: () => {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    restore: () => {
      cut = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

type Fault = (trial: Trial) => Promise<void>;

const killWorkers: Fault = async (trial) => {
  for (let kills = 0; kills < 10; kills++) {
    await sleep(700 + 900 * random.uniform());
    const at = random.integer(trial.workers.length);
    trial.workers[at]!.killGroup("SIGKILL");
    await trial.workers[at]!.ended;
    trial.workers.splice(at, 1);
    trial.addWorker();
    if (trial.sweep.child.exitCode !== null) break;
    trial.notes[0] = `${kills + 1} workers killed`;
  }
};

const restartRedis: Fault = async ({ redis }) => {
  await redis.stop("SIGKILL");
  await sleep(2000);
  await redis.begin();
};

/** Mounts a small disk where records are written. */
function smallDisk({ folder }: Trial): void {
  mkdirSync(folder.records());
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", folder.records()]);
}

const makeRoom: Fault = async (trial) => {
  const code = await trial.sweep.ended;
  trial.notes.push(
    `exit code ${code} with ${trial.written()} records: ${trial.sweep.stderr.trim().split("\n").at(-1)}`,
  );
  execFileSync("mount", ["-o", "remount,size=20m", trial.folder.records()]);
  trial.startSweep();
};

const faults: {
  name: string;
  fault: Fault;
  /** Done before the sweep starts. */
  before?: (trial: Trial) => void;
  /** Settings of Redis, if they are not the usual ones. */
  settings?: string[];
  /** Whether the network between Redis and all others is cut. */
  proxied?: true;
  /** Environment of one of the four workers. */
  env?: NodeJS.ProcessEnv;
}[] = [
  { name: "none", fault: async () => {} },
  { name: "ten workers killed", fault: killWorkers },
  { name: "Redis killed and restarted, append-only file", fault: restartRedis },
  { name: "Redis killed and restarted, memory lost", fault: restartRedis, settings: ["--appendonly", "no"] },
  {
    name: "sweep killed and started again",
    fault: async (trial) => {
      trial.sweep.kill("SIGKILL");
      await trial.sweep.ended;
      const before = trial.written();
      await sleep(3000);
      trial.notes.push(`${before} records when it was killed`);
      trial.startSweep();
    },
  },
  {
    name: "a worker's clock an hour ahead",
    fault: async () => {},
    env: { NODE_OPTIONS: `--import ${join(root, "clock.mjs")}` },
  },
  {
    name: "jobs delivered twice",
    fault: async ({ redis, notes }) => {
      // What a stalled check does to a job whose worker is alive: its lock is gone and it is in the queue again.
      const client = redis.client();
      await client.connect();
      const queue = new Queue(queueName(ownTerms("captured")), {
        connection: redis.client(),
        prefix: keyPrefix,
      });
      let twice = 0;
      for (let tries = 0; tries < 40 && twice < 3; tries++) {
        const [job] = await queue.getActive(0, 0);
        if (job?.name !== "run") {
          await sleep(100);
          continue;
        }
        await client.del(`${keyPrefix}:${queue.name}:${job.id}:lock`);
        await client.lrem(`${keyPrefix}:${queue.name}:active`, 1, job.id!);
        await client.lpush(`${keyPrefix}:${queue.name}:wait`, job.id!);
        await client.zadd(`${keyPrefix}:${queue.name}:marker`, 0, "0");
        twice++;
        await sleep(500);
      }
      notes.push(`${twice} jobs`);
      client.disconnect();
      await queue.close();
    },
  },
  { name: "network cut for 30 s", fault: async () => {}, proxied: true },
  { name: "disk full where records are written", fault: makeRoom, before: smallDisk },
  {
    name: "malformed and hostile jobs",
    fault: async ({ redis, notes }) => {
      const queue = new Queue(queueName(ownTerms("captured")), {
        connection: redis.client(),
        prefix: keyPrefix,
      });
      const spec = parseSpec(tinySpec(7777));
      const bad: [string, unknown][] = [
        [runJobId("0123456789abcdef"), { spec, keep: false }],
        [runJobId(specHash(spec)), { spec, keep: false, records: "/tmp/hostile" }],
        ["run-../../x", { spec: { start: "/etc/passwd" }, keep: true }],
        ["code", "process.exit(1)"],
      ];
      for (const [jobId, data] of bad) await queue.add("run", data, { jobId });
      for (let tries = 0; tries < 100 && (await queue.getFailedCount()) < bad.length; tries++)
        await sleep(200);
      notes.push(`${await queue.getFailedCount()} of ${bad.length} refused`);
      await queue.close();
    },
  },
];

if (withoutRedis) {
  console.error(withoutRedis);
  process.exit(2);
}
// A module that moves the clock of a process.
writeFileSync(
  join(root, "clock.mjs"),
  `const now = Date.now; const ahead = 3_600_000; const Real = Date;
   globalThis.Date = class extends Real { constructor(...a) { super(...(a.length === 0 ? [now() + ahead] : a)); } static now() { return now() + ahead; } };\n`,
);
const specs = Array.from({ length: runs }, (_, seed) =>
  seed >= 90
    ? { ...tinySpec(seed), start: { from: tinySpec(1 + (seed % 2), 40) } }
    : tinySpec(seed, seed % 10 === 0 ? 400 : 40),
);
const local = new QueueFolder(join(root));
await local.writeGrid(specs);
const started = performance.now();
const reference = local.sweep("local", ["--workers", "2"]);
if ((await reference.ended) !== 0) throw new Error(reference.stderr);
console.log(`local sweep: ${((performance.now() - started) / 1000).toFixed(0)} s`);
const content = async (folder: string) =>
  new Map(
    (await readRecords(folder)).map(({ hash, results, curve, checkpoint }) => [
      hash,
      JSON.stringify({ results, curve, checkpoint }),
    ]),
  );
const expected = await content(local.records("local"));
console.log(`fault | seconds | exit code | done | lost | unequal | begun more than once | notes`);

for (const { name, fault, before, settings, proxied, env } of faults) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  const folder = join(root, `redis-${name.replaceAll(/\W+/g, "-")}`);
  mkdirSync(folder);
  const redis = await RedisServer.start(folder, settings);
  const proxy = proxied && (await proxyTo(redis.port));
  const trial = new Trial(name, redis, proxy ? proxy.address : redis.address);
  await trial.folder.writeGrid(specs);
  const begun = performance.now();
  before?.(trial);
  for (let at = 0; at < 4; at++) trial.addWorker(at === 0 ? env : {});
  trial.startSweep();
  const watchdog = setTimeout(() => trial.sweep.killGroup("SIGKILL"), 1000 * mostSeconds);
  try {
    await trial.begun(8);
    if (proxy) {
      proxy.cut();
      await sleep(30_000);
      proxy.restore();
    }
    await fault(trial);
    const code = await trial.sweep.ended;
    clearTimeout(watchdog);
    const found = await content(trial.folder.records());
    const counts = new Map<number, number>();
    for (const { seed } of trial.folder.begun()) counts.set(seed, (counts.get(seed) ?? 0) + 1);
    const lost = [...expected.keys()].filter((hash) => !found.has(hash)).length;
    const unequal = [...found].filter(([hash, text]) => expected.get(hash) !== text).length;
    const again = [...counts.values()].filter((count) => count > 1).length;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log([name, seconds, code, found.size, lost, unequal, again, trial.notes.join(", ")].join(" | "));
    if (code !== 0 || lost > 0 || unequal > 0 || found.size !== expected.size) {
      process.exitCode = 1;
      console.log(trial.sweep.stderr.slice(-1500));
      for (const worker of trial.workers) console.log(worker.stderr.slice(-500));
    }
  } catch (error) {
    process.exitCode = 1;
    console.log(`${name}: ${(error as Error).message}\n${trial.sweep.stderr.slice(-1500)}`);
    for (const worker of trial.workers) console.log(worker.stderr.slice(-800));
    trial.sweep.killGroup("SIGKILL");
  }
  clearTimeout(watchdog);
  await trial.end();
  if (before) execFileSync("umount", [trial.folder.records()]);
  if (proxy) proxy.close();
  await redis.stop("SIGKILL");
}
