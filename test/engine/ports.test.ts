// Names of the inputs and outputs of saved graphs.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import { CaptureError } from "../../lib/engine/errors.js";
import { loadRuntime } from "../../lib/engine/runtime.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "ports-"));
});
after(() => rm(folder, { recursive: true }));

const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
const step = (rows: tf.Tensor2D, scale: tf.Tensor) => ({
  vectors: tf.mul(tf.gather(table, rows), scale),
  // An input that is an output too.
  scale,
});
const example = [tf.tensor2d([[0, 1]], [1, 2], "int32"), tf.scalar(2)] as const;

for (const way of ["save", "saveForAnyBatch"] as const)
  test(`${way}: inputs and outputs have the names and types that were asked for`, async () => {
    const captured = capture(step);
    const path = join(folder, `${way}.onnx`);
    const ports = {
      "inputs[0]": { name: "input_ids", type: "int64" },
      "outputs.vectors": { name: "vectors" },
      "outputs.scale": { name: "same" },
    } as const;
    if (way === "save") await captured.save({ path, ports }, ...example);
    else await captured.saveForAnyBatch({ path, ports }, [0], ...example);
    const { InferenceSession, Tensor } = await loadRuntime();
    const session = await InferenceSession.create(path);
    assert.deepEqual(session.inputNames, ["input_ids", "inputs[1]"]);
    assert.deepEqual(session.outputNames, ["vectors", "same"]);
    const { vectors, same } = await session.run({
      input_ids: new Tensor("int64", BigInt64Array.of(2n, 0n), [1, 2]),
      "inputs[1]": new Tensor("float32", Float32Array.of(10), []),
    });
    assert.deepEqual([...(vectors!.data as Float32Array)], [50, 60, 10, 20]);
    assert.deepEqual([...(same!.data as Float32Array)], [10]);
    await session.release();
    await captured.dispose();
  });

test("names that do not fit are errors", async () => {
  const captured = capture(step);
  const path = join(folder, "never.onnx");
  const refused = (ports: Record<string, { name: string; type?: "int64" }>, message: RegExp) =>
    assert.rejects(captured.save({ path, ports }, ...example), (error) => {
      assert.ok(error instanceof CaptureError);
      assert.match(error.message, message);
      return true;
    });
  await refused(
    { "inputs[2]": { name: "x" } },
    /has no inputs\[2\], expected one of inputs\[0\], inputs\[1\], outputs\.vectors/,
  );
  await refused({ "inputs[0]": { name: "inputs[1]" } }, /two are called inputs\[1\]/);
  await refused(
    { "inputs[1]": { name: "x", type: "int64" } },
    /inputs\[1\] is float32, expected int32 to take int64/,
  );
  await captured.dispose();
});
