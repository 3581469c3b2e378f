import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { inPackage } from "../base/files.js";
import type { Random } from "../base/random.js";
import { Tokenizer } from "../examples/tokenizer.js";
import { specialTokens } from "../training/models/encoder.js";
import { normal } from "../training/models/initial.js";
import { buildObjective } from "../training/objectives/kinds.js";
import type { Batch, Objective } from "../training/objectives/objective.js";
import { parseSpec, type RunSpec, type RunSpecInput } from "../training/train/spec.js";
import { integersBelow } from "./drawn.js";

/** A whole training step to time: a run's spec, its objective, and a batch to train on. */
export interface BenchTask {
  readonly spec: RunSpec;
  readonly objective: Objective;
  /** A batch of random numbers in the shapes the objective needs. */
  batch(random: Random): Batch;
}

interface TaskSizes extends Pick<RunSpecInput, "model" | "objective"> {
  readonly batchSize: number;
}

/** Number of classes of the corpus. */
const classes = 71;
/** Number of steps of an ordinary run of the sweep. */
const steps = 450;

const tasksPath = inPackage("lib", "bench", "tasks.json");

/**
 * The specs of the benchmark's tasks by name, with the defaults of training filled in. The learning rate is constant,
 * so that the number of timed steps does not matter.
 */
export function benchSpecs(): Record<string, RunSpec> {
  const sizes = JSON.parse(readFileSync(tasksPath, "utf8")) as Record<string, TaskSizes>;
  return Object.fromEntries(
    Object.entries(sizes).map(([name, { model, objective, batchSize }]) => [
      name,
      parseSpec(
        {
          model,
          objective,
          data: { train: [{ pool: "bench" }] },
          budget: { steps, batchSize },
          optimizer: { warmUp: 0, end: 1 },
          augment: "none",
          readouts: [],
        },
        `${tasksPath}: ${name}`,
      ),
    ]),
  );
}

/** The benchmark's tasks by name: whole training steps on 32×32 images. */
export function benchTasks(): Record<string, BenchTask> {
  return Object.fromEntries(Object.entries(benchSpecs()).map(([name, spec]) => [name, benchTask(spec)]));
}

/** The task of a spec, with the corpus's number of classes. @throws InputError if sizes do not fit each other */
export function benchTask(spec: RunSpec): BenchTask {
  const { objective, data, budget } = spec;
  const shape = { height: data.size, width: data.size, channels: 3 };
  const text = "tokenizer" in objective ? objective.tokenizer : undefined;
  const built = buildObjective(spec, {
    classNames: Array.from({ length: classes }, (_, at) => `class ${at}`),
    shape,
    ...(text && { tokenizer: tokenizerOf(text) }),
  });
  const count = budget.batchSize;
  return {
    spec,
    objective: built,
    batch: (random) => ({
      images: normal<tf.Tensor4D>(random, [count, shape.height, shape.width, shape.channels], 1),
      ...(text
        ? { tokens: captions(random, count, text) }
        : { labels: tf.tensor1d(integersBelow(random, count, classes), "int32") }),
    }),
  };
}

type TextSize = Readonly<Record<"vocabulary" | "length", number>>;

/** A tokenizer of exactly this size. A trained tokenizer may be smaller if it has few captions. */
function tokenizerOf({ vocabulary, length }: TextSize): Tokenizer {
  const special = Object.keys(specialTokens).length;
  const pieces = Array.from({ length: vocabulary - special }, (_, at) => `piece ${at}`);
  return new Tokenizer({ length, pieces, merges: [] });
}

/** Captions of full length: a start token, random words, an end token. */
function captions(random: Random, count: number, { vocabulary, length }: TextSize): tf.Tensor2D {
  const special = Object.keys(specialTokens).length;
  const tokens = integersBelow(random, count * length, vocabulary - special).map((word) => special + word);
  for (let row = 0; row < count; row++) {
    tokens[row * length] = specialTokens.start;
    tokens[(row + 1) * length - 1] = specialTokens.end;
  }
  return tf.tensor2d(tokens, [count, length], "int32");
}
