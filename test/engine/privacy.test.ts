import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inPackage } from "../../lib/base/files.js";

// onnxruntime writes its telemetry into the home folder and the temporary folder before it sends it. Programs here run with
// both empty, and with a user's environment that asks for telemetry; afterwards both must be empty.

const capturePath = JSON.stringify(pathToFileURL(inPackage("dist", "lib", "engine", "capture.js")).href);
const tfPath = JSON.stringify(import.meta.resolve("@tensorflow/tfjs"));
const runtimePath = JSON.stringify(pathToFileURL(inPackage("dist", "lib", "engine", "runtime.js")).href);

/** A captured step of two operations that prints 5. */
const step = `
  const tf = await import(${tfPath});
  const { capture } = await import(${capturePath});
  const step = capture((x) => tf.add(tf.mul(x, 2), 1));
  console.log((await step(tf.tensor1d([2]))).dataSync()[0]);
`;

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** What stands in the home folder and the temporary folder afterwards. */
  readonly left: string[];
}

function run(
  t: TestContext,
  args: readonly string[],
  { environment = {}, input = "" }: { environment?: NodeJS.ProcessEnv; input?: string } = {},
): Ended {
  const [home, temporary] = ["home-", "tmp-"].map((name) => mkdtempSync(join(tmpdir(), name))) as [
    string,
    string,
  ];
  t.after(() => {
    for (const folder of [home, temporary]) rmSync(folder, { recursive: true });
  });
  const { PATH = "" } = process.env; // nothing else: no XDG_*, no CI, no NODE_COMPILE_CACHE
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    input,
    cwd: inPackage(),
    env: { PATH, HOME: home, USERPROFILE: home, TMPDIR: temporary, ...environment },
  });
  const left = [home, temporary].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }),
  );
  return { stdout, stderr, left };
}

const script = (source: string) => ["--input-type=module", "--eval", source];

for (const [name, environment] of Object.entries({
  "as it is": {},
  "that asks for telemetry": { ORT_DISABLE_TELEMETRY: "0" },
}))
  test(`a captured step in an environment ${name} leaves nothing in the home and temporary folders`, (t) => {
    const { stdout, left } = run(t, script(step), { environment });
    assert.equal(stdout, "5\n");
    assert.deepEqual(left, []);
  });

test("nor does one in a worker thread, whether the main thread knows the engine first or shares its environment", (t) => {
  const start = (options: string) => `
    const { Worker } = await import("node:worker_threads");
    new Worker(new URL("data:text/javascript," + ${JSON.stringify(encodeURIComponent(step))}), ${options});
  `;
  for (const main of [
    `await import(${capturePath}); ${start("{ env: {} }")}`,
    start("{ env: (await import('node:worker_threads')).SHARE_ENV }"),
  ]) {
    const { stdout, left } = run(t, script(main));
    assert.equal(stdout, "5\n");
    assert.deepEqual(left, []);
  }
});

test("a worker thread that cannot silence onnxruntime does not load it, and says what to do", (t) => {
  const worker = `
    const { loadRuntime } = await import(${runtimePath});
    await loadRuntime().then(() => console.log("loaded"), (error) => console.log(error.name + ": " + error.message));
  `;
  const { stdout, left } = run(
    t,
    script(`
      const { Worker } = await import("node:worker_threads");
      new Worker(new URL("data:text/javascript," + ${JSON.stringify(encodeURIComponent(worker))}));
    `),
  );
  assert.match(
    stdout,
    /^CaptureError: onnxruntime would report its use: .* import the engine in the main thread/,
  );
  assert.deepEqual(left, []);
});

test("the benchmark's process leaves nothing either", (t) => {
  const { stdout, left } = run(t, [inPackage("dist", "lib", "bench", "worker.js"), "captured", "1"], {
    environment: { ORT_DISABLE_TELEMETRY: "false" },
    input: `${JSON.stringify({ task: "cnn", steps: 1 })}\n`,
  });
  const [about, times] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.match(String(about!.about), /onnxruntime-node/);
  assert.equal((times!.wallMs as number[]).length, 1);
  assert.deepEqual(left, []);
});

test("the tests' eager backend leaves nothing either", (t) => {
  const eager = JSON.stringify(pathToFileURL(inPackage("dist", "test", "longer", "eagerBackend.js")).href);
  const { stdout, left } = run(
    t,
    script(`
      const tf = await import(${tfPath});
      const { eagerName } = await import(${eager});
      await tf.setBackend(eagerName);
      console.log(tf.add(tf.tensor1d([2]), 3).dataSync()[0]);
    `),
  );
  assert.equal(stdout, "5\n");
  assert.deepEqual(left, []);
});
