// Runs in Node and, bundled, in a browser: the batches and losses of a specification wherever it is.
import { sha256 } from "../../lib/base/hash.js";
import { Random } from "../../lib/base/random.js";
import { Batches } from "../../lib/examples/batches.js";
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
}

/** Trains a specification on some icons. */
export async function stepsHere(
  icons: LabIcons,
  spec: RunSpec,
  engine: "captured" | "reference",
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
      losses.push(...message.values.map(([, loss]) => loss));
    if (message.kind === "results")
      results.push(...message.results.map(({ testset, correct }) => `${testset} ${correct}`));
  };
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
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

if ("document" in globalThis) Object.assign(globalThis, { stepsHere, provideWasm });
