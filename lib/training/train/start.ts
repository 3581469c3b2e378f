import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";
import { Random } from "../../base/random.js";
import { entries, fromEntries, type Params, partition, tensor } from "../models/params.js";
import { buildObjective } from "../objectives/kinds.js";
import type { Objective } from "../objectives/objective.js";
import { type Checkpoint, checkpointParams } from "./checkpoint.js";
import type { RunEngine } from "./engine.js";
import { classVectorsOf } from "./readouts.js";
import type { RunSpec } from "./spec.js";

/** Parameters in two groups: those that are trained, and those that stay fixed. */
interface StartingParams {
  readonly params: Params;
  readonly frozen: Params;
}

/**
 * The initial parameters of a run: drawn from the seed, then replaced by those of the run it starts from.
 * @throws InputError if a tensor of the start's encoder is missing or of another shape
 */
export async function startingParams(
  spec: RunSpec,
  { objective, engine, start }: { objective: Objective; engine: RunEngine; start?: Checkpoint },
  random: Random,
): Promise<StartingParams> {
  const fresh = objective.init(random);
  const given = start === undefined ? {} : await startValues(spec, start, engine);
  const all = replaced(fresh, given, spec);
  const locked = (path: string) => spec.locked.includes(path.split(".")[0]!);
  const [frozen, params] = partition(all, locked);
  return { params, frozen };
}

/**
 * Checks that a checkpoint contains exactly the tensors of its run's model, with the right shapes.
 * @throws InputError naming the first tensor that is missing, has another shape or does not belong to the model
 */
export function checkModel({ spec, learned, values }: Checkpoint, path: string): void {
  const expected = new Map<string, readonly number[]>();
  tf.tidy(() => {
    for (const [name, { shape }] of entries(buildObjective(spec, learned).init(new Random(0))))
      expected.set(name, shape);
  });
  for (const { path: name, shape } of values) {
    const own = expected.get(name);
    if (own === undefined)
      throw new InputError(`${path}: tensor ${name} does not belong to this run's model`);
    if (own.join() !== shape.join())
      throw new InputError(`${path}: tensor ${name} is [${shape}], expected [${own}]`);
    expected.delete(name);
  }
  for (const name of expected.keys()) throw new InputError(`${path}: tensor ${name} is missing`);
}

/**
 * The tensors that a start provides: the image encoder, all parameters, or the encoder and a head made from prompts.
 */
async function startValues(spec: RunSpec, start: Checkpoint, engine: RunEngine): Promise<Params> {
  const all = checkpointParams(start);
  const { parts } = spec.start!;
  if (parts === "all") return all;
  const [image, rest] = partition(all, (path) => path.startsWith("image."));
  const head = parts === "zeroShotHead" ? await zeroShotHead(start, all, engine) : {};
  tf.dispose(entries(rest).map(([, each]) => each));
  return { ...image, ...head };
}

/**
 * A linear head with the same predictions as zero-shot classification with class names alone: the class vectors, multiplied by the transposed
 * image projection. Zero-shot classification also divides by the length of the image vector, which does not change the
 * largest class. Fine-tuning can therefore start from the zero-shot model (as in Wortsman et al. 2022, §3).
 */
async function zeroShotHead(start: Checkpoint, all: Params, engine: RunEngine): Promise<Params> {
  const objective = buildObjective(start.spec, start.learned);
  const names = start.learned.classNames.map((name) => [name]);
  const vectors = classVectorsOf({ objective, learned: start.learned, engine }, { templates: "name", names });
  const classes = await vectors.of(all);
  await vectors.dispose();
  const head = tf.tidy(() => ({
    kernel: tf.matMul(tensor<tf.Tensor2D>(all, "imageProjection"), classes, false, true),
    bias: tf.zeros([start.learned.classNames.length]),
  }));
  classes.dispose();
  return { head };
}

function replaced(fresh: Params, given: Params, spec: RunSpec): Params {
  const values = new Map(entries(given));
  const missing = entries(fresh).find(([path]) => path.startsWith("image.") && !values.has(path));
  if (spec.start && missing) throw new InputError(`spec start: ${missing[0]} is not in the checkpoint`);
  const result = entries(fresh).map(([path, own]) => {
    const value = values.get(path);
    if (value === undefined) return [path, own] as const;
    if (value.shape.join() !== own.shape.join())
      throw new InputError(
        `spec start: ${path} is [${value.shape}] in ${spec.start!.from.objective.kind}'s run, expected [${own.shape}]`,
      );
    values.delete(path);
    own.dispose();
    return [path, value] as const;
  });
  for (const unused of values.values()) unused.dispose();
  return fromEntries(result);
}
