import * as tf from "@tensorflow/tfjs";
import type { Random } from "../base/random.js";
import { type Captured, type CaptureOptions, capture, type GraphSummary } from "../engine/index.js";
import { type Params, parameterCount } from "../training/models/params.js";
import type { Batch } from "../training/objectives/objective.js";
import { hyperTensors, optimizerInit } from "../training/train/optimizer.js";
import { type StepInput, type StepOutput, trainingStep } from "../training/train/step.js";
import { floatOperations } from "./flops.js";
import type { BenchTask } from "./tasks.js";

/**
 * Trains a task on one batch, step by step. Runs the step of lib/training and everything a run does around it, except
 * making the next batch. Owns the batch and disposes of it.
 */
export class Training {
  /** Number of trained parameters. */
  readonly parameters: number;
  /** Floating-point operations per step, see `floatOperations`. */
  readonly flops: number;
  readonly #task: BenchTask;
  readonly #batch: Batch;
  readonly #step: Captured<[StepInput], StepOutput>;
  #params: Params;
  #optimizer: Params;
  #done = 0;

  /** @param init draws the initial parameters */
  constructor(
    task: BenchTask,
    { batch, init, options }: { batch: Batch; init: Random; options: CaptureOptions },
  ) {
    const step = trainingStep(task.objective, task.spec.optimizer);
    this.#task = task;
    this.#batch = batch;
    this.#step = capture(step, options);
    this.#params = task.objective.init(init);
    this.#optimizer = optimizerInit(this.#params);
    this.parameters = parameterCount(this.#params);
    const input = this.#input(1);
    this.flops = floatOperations(step, [input]);
    tf.dispose(Object.values(input.hyper));
  }

  get graphs(): readonly GraphSummary[] {
    return this.#step.graphs;
  }

  /** Runs one step and returns the loss before it. */
  async step(): Promise<number> {
    const input = this.#input(++this.#done);
    const next = await this.#step(input);
    const scalars: tf.Scalar[] = [next.loss, ...Object.values(next.metrics)];
    const values = await Promise.all(scalars.map((scalar) => scalar.data()));
    tf.dispose([this.#params, this.#optimizer, Object.values(input.hyper), scalars] as tf.TensorContainer);
    this.#params = next.params;
    this.#optimizer = next.optimizer;
    return values[0]![0]!;
  }

  async dispose(): Promise<void> {
    tf.dispose([this.#params, this.#optimizer, Object.values(this.#batch)] as tf.TensorContainer);
    await this.#step.dispose();
  }

  #input(step: number): StepInput {
    const { optimizer } = this.#task.spec;
    const hyper = hyperTensors(optimizer, optimizer.learningRate, step);
    return { params: this.#params, optimizer: this.#optimizer, batch: this.#batch, hyper };
  }
}
