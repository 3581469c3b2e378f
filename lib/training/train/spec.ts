import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { canonicalJson } from "../../base/hash.js";
import { parsed, parsedJson } from "../../base/parse.js";
import {
  type AugmentConfig,
  augmentPresetNames,
  augmentPresets,
  augmentSchema,
} from "../../examples/augmentConfig.js";
import { dataSchema } from "../../examples/source.js";
import { hashOfSpec } from "../../record/schema.js";
import { imageEncoder, imageModelSchema } from "../models/image.js";
import { type ObjectiveSpec, objectiveKindOf, objectiveSchema } from "../objectives/kinds.js";
import { type ReadoutSpec, readoutSchema } from "../objectives/readoutSchema.js";

// A RunSpec is plain data that determines a run completely. Defaults are in this file, beside the encoder or
// objective they belong to, or in the schemas of lib/examples. Two specs with equal hashes are the same experiment.

const size = z.int().positive();
const share = z.number().min(0).max(1);

/** The weight of a running mean; with 1 it would never change. */
const decay = z.number().min(0).lt(1);

const optimizerSchema = z.strictObject({
  /** Peak learning rate. */
  learningRate: z.number().positive().default(2e-3),
  weightDecay: z.number().min(0).default(0.05),
  beta1: decay.default(0.9),
  beta2: decay.default(0.98),
  epsilon: z.number().positive().default(1e-8),
  /** Gradients with a larger norm are scaled down to it; 0 turns clipping off. */
  clipNorm: z.number().min(0).default(1),
  /** Fraction of the run's steps in which the rate rises. */
  warmUp: share.default(0.05),
  /** Final learning rate, as a fraction of the peak. */
  end: share.default(0),
});

const budgetSchema = z
  .strictObject({
    /** Passes over the training set; may be a fraction. */
    epochs: z.number().positive().optional(),
    /** Or the number of steps, whatever the size of the training set. */
    steps: size.optional(),
    batchSize: z.int().min(2).default(256),
  })
  .refine(({ epochs, steps }) => (epochs === undefined) !== (steps === undefined), {
    error: "expected either epochs or steps",
  });

const fields = {
  model: imageModelSchema,
  objective: objectiveSchema,
  data: dataSchema,
  budget: budgetSchema,
  optimizer: optimizerSchema.prefault({}),
  augment: z.union([z.enum(augmentPresetNames), augmentSchema], {
    error: `expected one of ${augmentPresetNames.join(", ")} or the fields of an augmentation`,
  }),
  /** Parameter groups that are not trained. `["image"]` gives LiT, a linear probe or a few-shot probe. */
  locked: z.array(z.string().min(1)).readonly().default([]),
  readouts: z.array(readoutSchema).readonly(),
  /** Fractions of the run after which the model is read out, besides its end; 0 is before training. */
  evaluateAt: z.array(share).readonly().default([]),
  seed: z.int().default(0),
};

/**
 * What a run takes over from the end of another run: the image encoder, all parameters that both runs have, or the
 * encoder and a linear head that predicts like zero-shot classification.
 */
const startParts = z.enum(["image", "all", "zeroShotHead"]).default("image");
export type StartParts = z.infer<typeof startParts>;

/** A spec with all defaults filled in. */
export interface RunSpec {
  readonly model: z.infer<typeof imageModelSchema>;
  readonly objective: ObjectiveSpec;
  readonly data: z.infer<typeof dataSchema>;
  readonly budget: z.infer<typeof budgetSchema>;
  readonly optimizer: z.infer<typeof optimizerSchema>;
  readonly augment: AugmentConfig;
  readonly locked: readonly string[];
  readonly readouts: readonly ReadoutSpec[];
  readonly evaluateAt: readonly number[];
  readonly seed: number;
  /** The run that this one starts from, for fine-tuning, probes and LiT. Contains its complete spec. */
  readonly start?: { readonly from: RunSpec; readonly parts: StartParts };
}

const inputSchema = z.strictObject({
  ...fields,
  augment: fields.augment.optional(),
  readouts: fields.readouts.optional(),
  start: z.strictObject({ from: z.unknown(), parts: startParts }).optional(),
});

/** A spec as written by a user. Only fields that differ from the defaults are needed. */
export type RunSpecInput = Omit<z.input<typeof inputSchema>, "start"> & {
  start?: { from: RunSpecInput | RunSpec; parts?: StartParts };
};

/**
 * Validates a spec and fills in the defaults. Parsing a completed spec changes nothing.
 * @param place the beginning of error messages, e.g. a file's name
 * @throws InputError naming a field that is unknown, has the wrong type or contradicts another field
 */
export function parseSpec(input: unknown, place = "spec"): RunSpec {
  checkStarts(input, place);
  const { augment, readouts, start, ...rest } = parsed(inputSchema, input, place);
  const kind = objectiveKindOf(rest.objective);
  const chosen = augment ?? kind.augment;
  const spec: RunSpec = {
    ...rest,
    augment: typeof chosen === "string" ? augmentSchema.parse(augmentPresets[chosen]) : chosen,
    readouts: readouts ?? kind.readouts.default,
    ...(start && { start: { from: parseSpec(start.from, `${place} start.from`), parts: start.parts } }),
  };
  checkWhole(spec, place);
  return spec;
}

/** The longest chain of runs that start from one another. Each run is parsed and trained inside the next. */
const mostStarts = 32;

/** Counts starts without parsing them. @throws InputError if there are more than `mostStarts` */
function checkStarts(input: unknown, place: string): void {
  let starts = 0;
  let from = input;
  while (typeof from === "object" && from !== null && "start" in from) {
    from = (from.start as { from?: unknown } | null | undefined)?.from;
    if (++starts > mostStarts)
      throw new InputError(
        `${place}: start: more than ${mostStarts} runs start from one another, expected at most ${mostStarts}`,
      );
  }
}

/** Parses a spec from JSON text. @throws InputError as `parseSpec`, or if the text is not JSON */
export function parseSpecText(text: string, place: string): RunSpec {
  return parseSpec(parsedJson(z.unknown(), text, place), place);
}

/** Checks that sizes fit each other, so that errors appear before the run begins. */
function checkSizes({ model, objective, data }: RunSpec, place: string): void {
  try {
    imageEncoder(model, { height: data.size, width: data.size, channels: 3 });
    objectiveKindOf(objective).checkSizes?.(objective);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${place}: ${error.message}`);
    throw error;
  }
}

function checkWhole(spec: RunSpec, place: string): void {
  checkSizes(spec, place);
  const { kind } = spec.objective;
  const { readouts, parameterGroups, needsLabels } = objectiveKindOf(spec.objective);
  const fault = (message: string) => {
    throw new InputError(`${place}: ${message}`);
  };
  for (const [at, readout] of spec.readouts.entries())
    if (!readouts.possible.includes(readout.kind))
      fault(
        `readouts.${at}.kind: "${readout.kind}" does not fit objective ${kind}, expected ${readouts.possible.join(", ") || "none: train a probe that starts from this run"}`,
      );
  if (spec.data.labels === "none" && needsLabels)
    fault(`data.labels: "none", but objective ${kind} needs labels`);
  if (spec.locked.length > 0 && spec.start === undefined)
    fault(`locked: ${spec.locked.join(", ")} would stay at random values; expected a start`);
  const unknown = spec.locked.find((name) => !parameterGroups.includes(name));
  if (unknown !== undefined)
    fault(`locked: "${unknown}" is not a group of parameters, expected ${parameterGroups.join(", ")}`);
  if (parameterGroups.every((name) => spec.locked.includes(name)))
    fault(
      `locked: ${parameterGroups.join(", ")} are all parameter groups; expected at least one that is not locked`,
    );
  if (spec.start?.parts === "zeroShotHead") {
    const { objective } = spec;
    if (objective.kind !== "crossEntropy" || objective.head.kind !== "linear")
      fault('start.parts: "zeroShotHead" needs objective crossEntropy with a linear head');
    if (spec.start.from.objective.kind !== "clip")
      fault(`start.parts: "zeroShotHead" needs a start of kind clip, not ${spec.start.from.objective.kind}`);
  }
  if (spec.start && canonicalJson(spec.start.from.model) !== canonicalJson(spec.model))
    fault("model: expected the same model as start.from.model");
}

/** The identity of a run; see `hashOfSpec`. */
export function specHash(spec: RunSpec): string {
  return hashOfSpec(spec);
}
