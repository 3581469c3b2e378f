import { z } from "zod";
import { captionSchema } from "../../examples/captionText.js";
import { type TemplateSetName, templateSets } from "../../zeroshot/templates.js";
import { decoderSchema, largestSize, textModelSchema } from "./modelSchema.js";

// Schemas and defaults of objectives, and of the ways to read classes out of what they train.

const size = z.int().positive().max(largestSize);

/** What objectives with text need beside the image encoder. */
const textFields = {
  captions: captionSchema.prefault({ kind: "text" }),
  tokenizer: z
    .strictObject({
      vocabulary: z.int().min(8).max(100_000).default(1024),
      length: z.int().min(3).max(largestSize).default(16),
    })
    .prefault({}),
};
const viewFields = {
  hidden: size.default(128),
  embeddingDim: size.default(64),
};

export const objectiveSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("crossEntropy"),
    head: z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("linear") }),
        z.strictObject({ kind: z.literal("cosine"), temperature: z.number().positive().default(0.07) }),
      ])
      .default({ kind: "linear" }),
    smoothing: z.number().min(0).lt(1).default(0),
  }),
  z.strictObject({
    kind: z.literal("clip"),
    text: textModelSchema.prefault({ kind: "transformer" }),
    embeddingDim: size.default(64),
    ...textFields,
  }),
  z.strictObject({
    kind: z.literal("tags"),
    /** The most frequent words of the captions, this many. */
    vocabulary: size.default(1000),
    captions: textFields.captions,
  }),
  z.strictObject({ kind: z.literal("captioning"), decoder: decoderSchema.prefault({}), ...textFields }),
  z.strictObject({
    kind: z.literal("simclr"),
    ...viewFields,
    temperature: z.number().positive().default(0.5),
  }),
  z.strictObject({
    kind: z.literal("supervisedContrastive"),
    ...viewFields,
    temperature: z.number().positive().default(0.1),
  }),
]);

export type ObjectiveSpec = z.infer<typeof objectiveSchema>;

/** How classes are read out of a trained model. */
export const readoutSchema = z.discriminatedUnion("kind", [
  /** The head trained with labels. */
  z.strictObject({ kind: z.literal("head") }),
  /** Prompts embedded by the text encoder: a template set by name, or templates with a name for the list. */
  z.strictObject({
    kind: z.literal("zeroShot"),
    templates: z.union(
      [
        z.enum(Object.keys(templateSets) as [TemplateSetName, ...TemplateSetName[]]),
        z.strictObject({
          name: z.string().min(1),
          list: z.array(z.string().includes("{}")).min(1).readonly(),
        }),
      ],
      { error: `expected one of ${Object.keys(templateSets).join(", ")} or {name, list of texts with {}}` },
    ),
  }),
  /** Scores of the tags in a class's name. */
  z.strictObject({ kind: z.literal("tagWords") }),
  /** How likely the decoder finds the class name as a caption. */
  z.strictObject({ kind: z.literal("captionLikelihood"), template: z.string().includes("{}").default("{}") }),
]);

export type ReadoutSpec = z.infer<typeof readoutSchema>;

/** How each objective is read out unless a spec says otherwise. SimCLR and its sister need a probe run. */
export const defaultReadouts: Record<ObjectiveSpec["kind"], readonly ReadoutSpec[]> = {
  crossEntropy: [{ kind: "head" }],
  clip: [{ kind: "zeroShot", templates: "pictograms" }],
  tags: [{ kind: "tagWords" }],
  captioning: [{ kind: "captionLikelihood", template: "{}" }],
  simclr: [],
  supervisedContrastive: [],
};

/** Which readouts an objective's model has. */
export const possibleReadouts: Record<ObjectiveSpec["kind"], readonly ReadoutSpec["kind"][]> = {
  crossEntropy: ["head"],
  clip: ["zeroShot"],
  tags: ["tagWords"],
  captioning: ["captionLikelihood"],
  simclr: [],
  supervisedContrastive: [],
};

/** Groups of parameters each objective's model has, by the names that `locked` takes. */
export const parameterGroups: Record<ObjectiveSpec["kind"], readonly string[]> = {
  crossEntropy: ["image", "head"],
  clip: ["image", "imageProjection", "text", "textProjection", "logitScale"],
  tags: ["image", "tagger"],
  captioning: ["image", "decoder"],
  simclr: ["image", "projection"],
  supervisedContrastive: ["image", "projection"],
};

/** Name of a readout in a record, e.g. `zeroShot:pictograms`. */
export function readoutName(readout: ReadoutSpec): string {
  switch (readout.kind) {
    case "zeroShot":
      return `zeroShot:${typeof readout.templates === "string" ? readout.templates : readout.templates.name}`;
    case "captionLikelihood":
      return readout.template === "{}" ? readout.kind : `${readout.kind}:${readout.template}`;
    default:
      return readout.kind;
  }
}
