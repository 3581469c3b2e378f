// The files for clusters: their scripts run here in a shell, one task after the other, with the scheduler's variables.
// Slurm itself is run by `npm run check:slurm`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inPackage } from "../../../lib/base/files.js";
import { recordHashes } from "../../../lib/record/store.js";
import { gridRuns } from "../../../lib/training/sweep/grid.js";
import { QueueFolder, tinySpec } from "./runners/queue/queueProcesses.js";

const root = await mkdtemp(join(tmpdir(), "cluster-"));
after(() => rm(root, { recursive: true }));
const specs = [0, 1, 2].map((seed) => tinySpec(seed, 5));
const expected = gridRuns(specs, "grid")
  .map(({ hash }) => hash)
  .sort();
const folder = new QueueFolder(root);
await folder.writeGrid(specs);

/** The hashes of all records below the folder of shards. */
async function trained(runs: string, shards: readonly number[]): Promise<string[]> {
  const all = await Promise.all(shards.map((shard) => recordHashes(join(runs, String(shard), "records"))));
  return all.flat().sort();
}
function run(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const options = `--data ${folder.data}`;
  const { status, stderr } = spawnSync("bash", args, {
    cwd: inPackage(),
    encoding: "utf8",
    env: { ...process.env, LOADS: folder.loads, GRID: folder.grid, OPTIONS: options, ...env },
  });
  assert.equal(status, 0, stderr);
}

test("slurm.sh: the tasks of an array train the grid", async () => {
  const script = inPackage("lib", "training", "sweep", "cluster", "slurm.sh");
  const runs = join(root, "slurm");
  for (const task of ["1", "2"])
    run([script], {
      RUNS: runs,
      SLURM_ARRAY_TASK_ID: task,
      SLURM_ARRAY_TASK_MAX: "2",
      SLURM_SUBMIT_DIR: inPackage(),
    });
  assert.deepEqual(await trained(runs, [1, 2]), expected);
});

test("kubernetes.yaml: the pods of the Job train the grid; numbers that belong together agree", async () => {
  const text = await readFile(inPackage("lib", "training", "sweep", "cluster", "kubernetes.yaml"), "utf8");
  const numberOf = (pattern: RegExp) => pattern.exec(text)?.[1];
  const completions = numberOf(/completions: (\d+)/);
  assert.ok(completions !== undefined);
  assert.equal(numberOf(/name: SHARDS\n\s+value: "(\d+)"/), completions);
  assert.equal(numberOf(/name: WORKERS\n\s+value: "(\d+)"/), numberOf(/limits: \{ cpu: "(\d+)"/));
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => /^\s+- \|$/.test(line)) + 1;
  const end = lines.findIndex((line, at) => at >= begin && !line.startsWith(" ".repeat(14)));
  const script = lines
    .slice(begin, end)
    .map((line) => line.trimStart())
    .join("\n");
  const runs = join(root, "kubernetes");
  for (const index of ["0", "1"])
    run(["-euo", "pipefail", "-c", script], {
      RUNS: runs,
      SHARDS: "2",
      WORKERS: "1",
      JOB_COMPLETION_INDEX: index,
    });
  assert.deepEqual(await trained(runs, [1, 2]), expected);
});
