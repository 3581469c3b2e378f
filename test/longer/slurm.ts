// Runs the Slurm file of the documentation on a cluster of one node: Debian's slurm-wlm and munge, started here without
// systemd, as root. One task of the array is requeued while it trains. Then the records of the shards are merged and
// compared with those of a local sweep.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { makeTemporaryFolder } from "../../lib/base/processes.mjs";
import { readRecords } from "../../lib/record/store.js";
import { QueueFolder, tinySpec, twentySpecs } from "../training/sweep/runners/queue/queueProcesses.js";
import { freePort } from "../training/sweep/runners/queue/redisServer.js";

const folder = makeTemporaryFolder("slurm-");
const file = (name: string) => join(folder, name);
const daemons: ChildProcess[] = [];

function daemon(command: string, args: readonly string[], user?: { uid: number; gid: number }): void {
  const log = openSync(file(`${command}.log`), "a");
  daemons.push(
    spawn(command, args, { ...user, stdio: ["ignore", log, log], env: { ...process.env, ...slurmEnv } }),
  );
}

const slurmEnv = { SLURM_CONF: file("slurm.conf") };
function slurm(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", env: { ...process.env, ...slurmEnv } }).trim();
}

async function until<T>(what: string, look: () => T | undefined, seconds: number): Promise<T> {
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; await sleep(1000)) {
    try {
      const found = look();
      if (found !== undefined) return found;
    } catch {
      // The daemons are not ready yet.
    }
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

async function startCluster(): Promise<void> {
  chmodSync(folder, 0o755); // munged refuses folders that others cannot look into, as they hold its socket
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "munge"], { encoding: "utf8" }));
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  mkdirSync(file("munge"), { mode: 0o755 });
  writeFileSync(file("munge/key"), randomBytes(128), { mode: 0o400 });
  for (const path of ["munge", "munge/key"]) chownSync(file(path), uid, gid);
  const place = (name: string) => `--${name}-file=${file(`munge/${name}`)}`;
  const socket = file("munge/socket");
  daemon(
    "munged",
    ["--foreground", `--socket=${socket}`, place("key"), place("pid"), place("log"), place("seed")],
    {
      uid,
      gid,
    },
  );
  const [controlPort, nodePort] = [await freePort(), await freePort()];
  const host = hostname();
  for (const name of ["state", "spool"]) mkdirSync(file(name));
  const settings = {
    ClusterName: "check",
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: controlPort,
    SlurmdPort: nodePort,
    SlurmUser: "root",
    AuthType: "auth/munge",
    AuthInfo: `socket=${socket}`,
    StateSaveLocation: file("state"),
    SlurmdSpoolDir: file("spool"),
    SlurmctldPidFile: file("slurmctld.pid"),
    SlurmdPidFile: file("slurmd.pid"),
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    SelectType: "select/cons_tres",
    SelectTypeParameters: "CR_CPU",
    MpiDefault: "none",
    ReturnToService: 2,
    SchedulerParameters: "bf_interval=5,sched_interval=5",
  };
  const nodes = `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\nPartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n`;
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(file("slurm.conf"), lines.join("") + nodes);
  await until("munged", () => execFileSync("munge", ["-n", `--socket=${socket}`]), 30);
  daemon("slurmctld", ["-D"]);
  daemon("slurmd", ["-D"]);
  await until("the node", () => (slurm("sinfo", "-h", "-o", "%T") === "idle" ? true : undefined), 60);
}

async function check(): Promise<void> {
  const sweeps = new QueueFolder(folder);
  // The second shard is long enough to be requeued while it trains.
  await sweeps.writeGrid([...twentySpecs(), ...[300, 301, 302, 303].map((seed) => tinySpec(seed, 1500))]);
  const shards = 4;
  const env = [
    `GRID=${sweeps.grid}`,
    `CLONE=${inPackage()}`,
    `RUNS=${file("shards")}`,
    `LOADS=${sweeps.loads}`,
    `OPTIONS=--data ${sweeps.data}`,
  ];
  const job = slurm(
    "sbatch",
    "--parsable",
    `--array=1-${shards}`,
    "--cpus-per-task=1",
    "--mem-per-cpu=0",
    `--output=${file("sweep-%A-%a.log")}`,
    `--export=ALL,${env.join(",")}`,
    inPackage("lib", "training", "sweep", "cluster", "slurm.sh"),
  );
  console.log(`submitted array ${job} of ${shards} tasks`);
  const state = (task: number) => slurm("squeue", "-h", "-o", "%T", "-j", `${job}_${task}`);
  const begun = () => sweeps.begun().length;
  await until("training in task 2", () => (state(2) === "RUNNING" && begun() >= 3 ? true : undefined), 120);
  slurm("scontrol", "requeue", `${job}_2`);
  console.log(`requeued task 2 after ${begun()} runs had begun`);
  const started = performance.now();
  await until(
    "the end of the array",
    () => (slurm("squeue", "-h", "-j", job) === "" ? true : undefined),
    480,
  );
  console.log(
    `the array ended ${((performance.now() - started) / 1000).toFixed(0)} s later; Slurm holds a requeued job for two minutes`,
  );

  const parts = Array.from({ length: shards }, (_, at) => join(file("shards"), String(at + 1), "records"));
  const merge = sweeps.merge(...parts, "--into", file("merged"));
  if ((await merge.ended) !== 0) throw new Error(merge.stderr);
  console.log(`merge: ${merge.stdout.trim()}`);
  const local = sweeps.sweep("local", ["--workers", "2"]);
  if ((await local.ended) !== 0) throw new Error(local.stderr);
  const results = async (path: string) =>
    (await readRecords(path)).map(({ hash, results, curve, checkpoint }) => ({
      hash,
      results,
      curve,
      checkpoint,
    }));
  const [merged, expected] = [await results(file("merged")), await results(sweeps.records("local"))];
  const equal = JSON.stringify(merged) === JSON.stringify(expected);
  console.log(
    `${merged.length} records from Slurm, ${expected.length} from a local sweep: ${equal ? "equal" : "different"}`,
  );
  if (!equal) process.exitCode = 1;
}

try {
  await startCluster();
  await check();
} catch (error) {
  console.error((error as Error).message);
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".log")))
    console.error(`--- ${name}\n${readFileSync(file(name), "utf8").slice(-3000)}`);
  process.exitCode = 1;
} finally {
  for (const each of daemons.reverse()) each.kill("SIGTERM");
}
