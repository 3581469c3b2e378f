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

// A RunSpec says all that determines a run, as plain data. Every default stands in this file, with the encoder or
// objective it belongs to, or in the schemas of lib/examples. Two specs with equal hashes are one experiment.

const size = z.int().positive();
const share = z.number().min(0).max(1);

/** Of a running mean; 1 would never move. */
const decay = z.number().min(0).lt(1);

const optimizerSchema = z.strictObject({
  /** Peak of the learning rate. */
  learningRate: z.number().positive().default(2e-3),
  weightDecay: z.number().min(0).default(0.05),
  beta1: decay.default(0.9),
  beta2: decay.default(0.98),
  epsilon: z.number().positive().default(1e-8),
  /** Gradients longer than this are scaled down to it; 0 for never. */
  clipNorm: z.number().min(0).default(1),
  /** Share of the run's steps in which the rate rises. */
  warmUp: share.default(0.05),
  /** Learning rate at the end, as a share of its peak. */
  end: share.default(0),
});

const budgetSchema = z
  .strictObject({
    /** Passes over the training set; fractions are fine. */
    epochs: z.number().positive().optional(),
    /** Or steps, whatever the size of the training set. */
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
  /** Parameter groups kept as they start: `["image"]` is LiT, a linear or few-shot probe. */
  locked: z.array(z.string().min(1)).readonly().default([]),
  readouts: z.array(readoutSchema).readonly(),
  /** Shares of the run after which the model is read out, besides its end; 0 is before training. */
  evaluateAt: z.array(share).readonly().default([]),
  seed: z.int().default(0),
};

/**
 * What is taken over from the end of another run: the image encoder, all parameters both runs have, or the encoder
 * and a linear head that predicts as zero-shot classification does.
 */
const startParts = z.enum(["image", "all", "zeroShotHead"]).default("image");
export type StartParts = z.infer<typeof startParts>;

/** A spec with its defaults filled in. */
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
  /** The run this one goes on from: for fine-tuning, probes and LiT. Its whole spec, so that nothing is left open. */
  readonly start?: { readonly from: RunSpec; readonly parts: StartParts };
}

const inputSchema = z.strictObject({
  ...fields,
  augment: fields.augment.optional(),
  readouts: fields.readouts.optional(),
  start: z.strictObject({ from: z.unknown(), parts: startParts }).optional(),
});

/** What may be written: only what differs from the defaults. */
export type RunSpecInput = Omit<z.input<typeof inputSchema>, "start"> & {
  start?: { from: RunSpecInput | RunSpec; parts?: StartParts };
};

/**
 * A spec checked and completed. Parsing a completed spec changes nothing.
 * @param place begins the message of an error, e.g. a file's name
 * @throws InputError naming the field: unknown, of the wrong kind, or at odds with another
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

/** As many runs may start from one another. More would be no experiment, and each is parsed and trained inside the next. */
const mostStarts = 32;

/** @throws InputError for more starts than `mostStarts`, found without parsing them */
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

/** A spec from JSON text. @throws InputError as `parseSpec`, or if the text is not JSON */
export function parseSpecText(text: string, place: string): RunSpec {
  return parseSpec(parsedJson(z.unknown(), text, place), place);
}

/** Sizes that do not fit each other are found now, not when the run begins. */
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
      `locked: ${parameterGroups.join(", ")} are all there is to train; expected at least one of them left`,
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

/** Identity of a run: see `hashOfSpec`. */
export function specHash(spec: RunSpec): string {
  return hashOfSpec(spec);
}
