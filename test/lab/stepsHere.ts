/// <reference lib="dom" />
// Runs in Node and, bundled, in a browser: the batches and losses of a specification wherever it is.
import * as tf from "@tensorflow/tfjs";
import { sha256 } from "../../lib/base/hash.js";
import { Random } from "../../lib/base/random.js";
import { Batches } from "../../lib/examples/batches.js";
import { fasterEngine, type PageEngine } from "../../lib/lab/browser/engines.js";
import { graphics, type WebGlBackend } from "../../lib/lab/browser/graphics.js";
import { provideWasm } from "../../lib/lab/browser/instead/runtime.js";
import type { FromWorker } from "../../lib/lab/browser/messages.js";
import { trainInPage } from "../../lib/lab/browser/trainInPage.js";
import type { LabIcons } from "../../lib/lab/icons.js";
import { labSource } from "../../lib/lab/labSource.js";
import { buildObjective } from "../../lib/training/objectives/kinds.js";
import { learn } from "../../lib/training/train/learned.js";
import type { RunSpec } from "../../lib/training/train/spec.js";

export interface Steps {
  /** SHA-256 of the first batches' numbers. */
  readonly batches: readonly string[];
  readonly losses: readonly number[];
  readonly results: readonly string[];
  /** How many more tensors there are than before. */
  readonly tensorsLeft: number;
}

/** Trains a specification on some icons. @param onStep called with the number of each step */
export async function stepsHere(
  icons: LabIcons,
  spec: RunSpec,
  engine: PageEngine | "reference",
  onStep?: (step: number) => void,
): Promise<Steps> {
  const source = labSource(icons);
  const data = await source.load(spec.data);
  const learned = learn(spec, data);
  const batches = new Batches(
    data,
    {
      fields: buildObjective(spec, learned).needs,
      batchSize: spec.budget.batchSize,
      augment: spec.augment,
      ...("captions" in spec.objective && { captions: spec.objective.captions }),
      ...learned,
    },
    new Random(spec.seed).stream("batches"),
  );
  const losses: number[] = [];
  const results: string[] = [];
  const post = (message: FromWorker) => {
    if (message.kind === "progress" && message.before === 0)
      for (const [step, loss] of message.values) {
        losses.push(loss);
        onStep?.(step);
      }
    if (message.kind === "results")
      results.push(...message.results.map(({ testset, correct }) => `${testset} ${correct}`));
  };
  const before = tf.memory().numTensors;
  await trainInPage(1, spec, source, post, engine);
  return {
    batches: [1, 2, 3].map((step) =>
      sha256(
        Object.values(batches.batch(step))
          .map((numbers) => sha256(bytesOf(numbers)))
          .join(),
      ),
    ),
    losses,
    results,
    tensorsLeft: tf.memory().numTensors - before,
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Takes the graphics processor away, as a browser may at any time. */
function loseGraphics(): void {
  const { gl } = (tf.backend() as WebGlBackend).getGPGPUContext();
  gl.getExtension("WEBGL_lose_context")!.loseContext();
}

/** What a page has of this. */
const inPage = { stepsHere, provideWasm, fasterEngine, labSource, graphics, loseGraphics };
export type InPage = typeof inPage;

if ("document" in globalThis) Object.assign(globalThis, inPage);
