import * as tf from "@tensorflow/tfjs";
import { InputError, oneOf } from "../../base/errors.js";
import { provenance } from "../../base/provenance.js";
import { Random } from "../../base/random.js";
import { chooseEngine } from "../../engine/index.js";
import { Batches } from "../../examples/batches.js";
import type { DataSource, LoadedData } from "../../examples/source.js";
import { packCorrect } from "../../record/correctIcons.js";
import type { RunRecord, RunResult } from "../../record/schema.js";
import { packWrong } from "../../record/wrongClasses.js";
import { entries, merged, type Params, parameterCount } from "../models/params.js";
import { buildObjective } from "../objectives/kinds.js";
import { batchTensors } from "./batchTensors.js";
import { type Checkpoint, checkpointDigest, storedTensors } from "./checkpoint.js";
import { Curve } from "./curve.js";
import { onEngine, type RunEngine } from "./engine.js";
import { inBatches } from "./inBatches.js";
import { learn } from "./learned.js";

import { hyperTensors, optimizerInit } from "./optimizer.js";

import { countCorrect, predictions } from "./predictions.js";
import { buildReadouts, type Readout } from "./readouts.js";
import { learningRate } from "./schedule.js";
import { type RunSpec, specHash } from "./spec.js";
import { startingParams } from "./start.js";
import { trainingStep } from "./step.js";

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
}

export interface RunOptions {
  readonly data: DataSource;
  readonly engine: RunEngine;
  /** The trained model of `spec.start.from`; required if the spec has a start. */
  readonly start?: Checkpoint;
  /** Called after each step, with its loss and metrics. */
  readonly onProgress?: (progress: TrainingProgress, values: Readonly<Record<string, number>>) => void;
  /** Called with the predicted class of every image of a test set; −1 means no prediction. */
  readonly onPredictions?: (readout: string, testset: string, predicted: Int32Array) => void;
  /** Called with the counts of a moment at which the model is read out, and at the end. */
  readonly onResults?: (results: readonly RunResult[]) => void;
  /** Stops the run, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

interface RunOutcome {
  readonly record: RunRecord;
  /** The trained model; undefined if the run diverged. */
  readonly checkpoint?: Checkpoint;
}

/**
 * Trains the model of a spec and counts its correct predictions on every test set. The same spec and engine give the
 * same counts. If a loss or gradient is not finite, the run ends and its record has the status "diverged".
 * @throws InputError for a spec that does not fit its data or its start
 */
export async function run(spec: RunSpec, options: RunOptions): Promise<RunOutcome> {
  const begun = performance.now();
  const { engine, onProgress, signal, start } = options;
  if (spec.start && !start)
    throw new InputError("spec start: expected the checkpoint of the run it starts from");
  await chooseEngine(engine.name, engine.threads);
  const data = await options.data.load(spec.data);
  if (data.shape.height !== spec.data.size || data.shape.width !== spec.data.size)
    throw new Error(
      `the data source returned images of ${data.shape.height}×${data.shape.width}, expected ${spec.data.size}×${spec.data.size}`,
    );
  const trainImages = data.train.labels.length;
  if (trainImages < 2) throw new InputError(`spec data: ${trainImages} training images, expected at least 2`);

  const random = new Random(spec.seed);
  const learned = learn(spec, data, start);
  const objective = buildObjective(spec, learned);
  const batchSize = Math.min(spec.budget.batchSize, trainImages); // no image occurs twice in a batch
  const steps = spec.budget.steps ?? Math.max(1, Math.round((spec.budget.epochs! * trainImages) / batchSize));
  const batches = new Batches(
    data,
    {
      fields: objective.needs,
      batchSize,
      augment: spec.augment,
      ...("captions" in spec.objective && { captions: spec.objective.captions }),
      ...learned,
    },
    random.stream("batches"),
  );
  const step = onEngine(engine, trainingStep(objective, spec.optimizer));
  checkKept(spec, data);
  const readouts = buildReadouts(spec.readouts, {
    objective,
    learned,
    engine,
    terms: data.classTerms,
    sample: firstImages(data, batches),
  });
  const schedule = {
    peak: spec.optimizer.learningRate,
    warmUp: Math.round(spec.optimizer.warmUp * steps),
    steps,
    end: spec.optimizer.end,
  };
  const stops = new Set(spec.evaluateAt.map((share) => Math.round(share * steps)));

  let { params, frozen } = await startingParams(
    spec,
    { objective, engine, ...(start && { start }) },
    random.stream("init"),
  );
  let optimizer = optimizerInit(params);
  const lock = Object.keys(frozen).length > 0 ? { frozen } : {};
  const parameters = parameterCount(params);
  const curve = new Curve(steps);
  const results: RunResult[] = [];
  let reason: string | undefined;
  let done = 0;
  let trainingSeconds = 0;
  try {
    const readOut = async (step: number): Promise<void> => {
      const found = await evaluate(readouts, merged(frozen, params), data, step, options.onPredictions);
      results.push(...found);
      options.onResults?.(found);
    };
    if (stops.has(0)) await readOut(0);
    let upcoming = batches.batch(1);
    while (done < steps && reason === undefined) {
      signal?.throwIfAborted();
      const started = performance.now();
      const at = done + 1;
      const hyper = hyperTensors(spec.optimizer, learningRate(schedule, at), at);
      const batch = batchTensors(upcoming, { batchSize, learned });
      const running = step({ params, ...lock, optimizer, batch, hyper });
      if (at < steps) upcoming = batches.batch(at + 1); // prepared while the engine runs this step
      const next = await running;
      const values = await numbers({ loss: next.loss, ...next.metrics });
      tf.dispose([params, optimizer, batch, hyper, next.loss, next.metrics] as unknown as tf.TensorContainer);
      ({ params, optimizer } = next);
      done = at;
      curve.add(done, values);
      reason = notFinite(values, done);
      trainingSeconds += (performance.now() - started) / 1000;
      const progress: TrainingProgress = {
        step: done,
        steps,
        loss: values.loss!,
        samplesPerSecond: (done * batchSize) / trainingSeconds,
        secondsLeft: (trainingSeconds / done) * (steps - done),
      };
      onProgress?.(progress, values);
      if (reason === undefined && (stops.has(done) || done === steps)) await readOut(done);
    }
    const checkpoint: Checkpoint | undefined =
      reason === undefined
        ? { spec, learned, values: await storedTensors(merged(frozen, params)) }
        : undefined;
    const record: RunRecord = {
      format: 1,
      hash: specHash(spec),
      spec: JSON.parse(JSON.stringify(spec)) as RunRecord["spec"],
      seed: spec.seed,
      status: reason === undefined ? "finished" : "diverged",
      ...(reason !== undefined && { reason }),
      results,
      curve: curve.end(done),
      parameters,
      ...(checkpoint && { checkpoint: checkpointDigest(checkpoint) }),
      ...(data.digest !== undefined && { dataDigest: data.digest }),
      trainImages,
      steps: done,
      samples: done * batchSize,
      seconds: { training: rounded(trainingSeconds), total: rounded((performance.now() - begun) / 1000) },
      engine: { name: engine.name, threads: engine.threads },
      provenance: provenance(),
    };
    return { record, ...(checkpoint && { checkpoint }) };
  } finally {
    tf.dispose(entries({ params, frozen, optimizer }).map(([, tensor]) => tensor));
    await step.dispose();
    for (const readout of readouts) await readout.dispose();
  }
}

/** The counts of every read-out on every test set, and which icons were right. */
async function evaluate(
  readouts: readonly Readout[],
  params: Params,
  data: LoadedData,
  step: number,
  onPredictions: RunOptions["onPredictions"],
): Promise<RunResult[]> {
  const classes = data.classNames.length;
  const results: RunResult[] = [];
  for (const { names, keep, batchSize, ...readout } of readouts) {
    const prepared = await readout.prepare(params);
    const columns = names.length * classes;
    const byName: RunResult[][] = names.map(() => []);
    const scored = new Map<string, { scores: Float32Array; labels: Int32Array }>();
    for (const [testset, test] of Object.entries(data.tests)) {
      let scores: Float32Array;
      let labels: Int32Array;
      if ("of" in test) {
        const whole = scored.get(test.of);
        if (!whole) throw new Error(`test set ${testset}: ${test.of} expected before it`);
        scores = rowsOf(whole.scores, test.rows, columns);
        labels = test.rows.map((row) => whole.labels[row]!);
      } else {
        labels = test.labels;
        scores = await inBatches(test.images, data.shape, batchSize, (batch) =>
          readout.scores(params, batch, prepared),
        );
        scored.set(testset, { scores, labels });
      }
      for (const [at, name] of names.entries()) {
        const own = names.length === 1 ? scores : columnsOf(scores, columns, at * classes, classes);
        const predicted = predictions(own, classes, test.classes);
        onPredictions?.(name, testset, predicted);
        byName[at]!.push({
          readout: name,
          testset,
          step,
          ...countCorrect(predicted, labels, classes),
          correctIcons: packCorrect(predicted, labels, classes),
          ...(keep?.includes(testset) && { wrongClasses: packWrong(predicted, labels, classes) }),
        });
      }
    }
    results.push(...byName.flat());
    tf.dispose(prepared);
  }
  return results;
}

/** @throws InputError if predictions are to be kept for a test set that there is not */
function checkKept({ readouts }: RunSpec, { tests }: LoadedData): void {
  for (const [at, readout] of readouts.entries()) {
    const unknown =
      readout.kind === "head" ? readout.keep?.find((testset) => !Object.hasOwn(tests, testset)) : undefined;
    if (unknown !== undefined)
      throw new InputError(
        `spec readouts.${at}.keep: no test set "${unknown}", expected ${oneOf(Object.keys(tests))}`,
      );
  }
}

/** Some columns of a table, row after row. */
function columnsOf(table: Float32Array, columns: number, first: number, count: number): Float32Array {
  const rows = table.length / columns;
  const chosen = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++)
    chosen.set(table.subarray(row * columns + first, row * columns + first + count), row * count);
  return chosen;
}

function rowsOf(scores: Float32Array, rows: Int32Array, columns: number): Float32Array {
  const chosen = new Float32Array(rows.length * columns);
  for (const [at, row] of rows.entries())
    chosen.set(scores.subarray(row * columns, (row + 1) * columns), at * columns);
  return chosen;
}

/** The images of the first batch without augmentation: a sample of the training set, determined by the seed. */
function firstImages({ train, shape }: LoadedData, batches: Batches) {
  const size = shape.height * shape.width * shape.channels;
  const indices = batches.indices(1).subarray(0, 128);
  const kind = train.images instanceof Float32Array ? Float32Array : Uint8Array;
  const images = new kind(indices.length * size);
  for (const [row, index] of indices.entries())
    images.set(train.images.subarray(index * size, (index + 1) * size), row * size);
  return { images, labels: indices.map((index) => train.labels[index]!) };
}

async function numbers(scalars: Readonly<Record<string, tf.Scalar>>): Promise<Record<string, number>> {
  const list = Object.entries(scalars).map(
    async ([name, value]) => [name, (await value.data())[0]!] as const,
  );
  return Object.fromEntries(await Promise.all(list));
}

function notFinite(values: Readonly<Record<string, number>>, step: number): string | undefined {
  const found = Object.entries(values).find(([, value]) => !Number.isFinite(value));
  return found && `${found[0]} is ${found[1]} at step ${step}`;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
