// Which programs take part, and how they are asked. The program here is one of Node's; no Python is needed.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Contestant, OutOfTime, pythonCommands } from "../../lib/bench/contestants.js";
import { benchSpecs } from "../../lib/bench/tasks.js";

const found = (python: string) => ({ python, version: "1.0" });

test("PyTorch takes part three times and JAX once, each with its own interpreter and the specs of all tasks", () => {
  const commands = pythonCommands({ torch: found("a"), jax: found("b") });
  const names = ["pytorch nchw", "pytorch nhwc", "pytorch nhwc bf16", "jax"];
  assert.deepEqual(
    commands.map(([name]) => name),
    names,
  );
  for (const [name, [python, script, specs]] of commands) {
    assert.equal(python, name === "jax" ? "b" : "a");
    assert.ok(existsSync(script!), script);
    assert.deepEqual(JSON.parse(specs!), JSON.parse(JSON.stringify(benchSpecs())));
  }
  assert.deepEqual(pythonCommands({}), []);
  assert.deepEqual(
    pythonCommands({ jax: found("b") }).map(([name]) => name),
    ["jax"],
  );
});

test("both scripts have every model and objective of the tasks", () => {
  for (const [, [, script]] of pythonCommands({ torch: found("a"), jax: found("b") })) {
    const text = readFileSync(script!, "utf8");
    const kinds = (table: string) =>
      [...text.match(new RegExp(`^${table} = \\{(.*)\\}$`, "m"))![1]!.matchAll(/"(\w+)":/g)].map(
        (one) => one[1],
      );
    for (const [name, { model, objective }] of Object.entries(benchSpecs())) {
      assert.ok(kinds("NETWORKS").includes(model.kind), `${script} ${name}`);
      assert.ok(kinds("OBJECTIVES").includes(objective.kind), `${script} ${name}`);
    }
  }
});

/** A contestant that knows one task; its answer repeats the request and the number of threads. It never answers to 99 steps. */
const program = `
console.log(JSON.stringify({ about: "threads " + process.argv[1], only: ["mine"] }));
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { task, steps, fresh } = JSON.parse(line);
  if (steps === 0) process.exit(3);
  if (steps !== 99) console.log(JSON.stringify({ wallMs: [steps], cpuMs: [fresh ? 1 : 0], peakMiB: task.length }));
});`;

test("a contestant says who it is and which tasks it knows, answers, and starts again with other threads", async (t) => {
  const one = (await Contestant.start("one", [process.execPath, "-e", program], 1))!;
  const two = (await one.another(2))!;
  t.after(() => [one, two].forEach((each) => void each.close()));
  assert.equal(one.about, "threads 1");
  assert.equal(two.about, "threads 2");
  assert.ok(one.knows("mine") && !one.knows("matMul 512³"));
  assert.deepEqual(await one.run("mine", 7), { wallMs: [7], cpuMs: [0], peakMiB: 4 });
  assert.deepEqual(await one.run("mine", 7, { fresh: true }), { wallMs: [7], cpuMs: [1], peakMiB: 4 });
  await assert.rejects(one.run("mine", 99, { limitMs: 50 }), OutOfTime);
  assert.deepEqual((await one.run("mine", 8)).wallMs, [8], "it starts again after it was stopped");
  await assert.rejects(two.run("mine", 0), /one ended while it ran mine/);
  assert.equal(await Contestant.start("none", ["/no/such/program"], 1), undefined);
});
