import type { TagWords } from "../../examples/tagWords.js";
import type { Tokenizer } from "../../examples/tokenizer.js";
import type { ImageShape } from "../models/encoder.js";
import { imageEncoder } from "../models/image.js";
import { type TextShape, textEncoder } from "../models/text.js";
import { captioning } from "../objectives/captioning.js";
import { clip } from "../objectives/clip.js";
import { classification } from "../objectives/crossEntropy.js";
import type { Objective } from "../objectives/objective.js";
import { tagPrediction } from "../objectives/tags.js";
import { viewContrast } from "../objectives/views.js";
import type { RunSpec } from "./spec.js";

/** What a model takes over from its training data. */
export interface Learned {
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  /** Of objectives with text. */
  readonly tokenizer?: Tokenizer;
  /** Of tag prediction. */
  readonly tagWords?: TagWords;
}

/** The objective a spec describes, on its encoder. @throws InputError if sizes of the model do not fit each other */
export function buildObjective(spec: Pick<RunSpec, "model" | "objective">, learned: Learned): Objective {
  const encoder = imageEncoder(spec.model, learned.shape);
  const { objective } = spec;
  switch (objective.kind) {
    case "crossEntropy":
      return classification(encoder, { ...objective, classes: learned.classNames.length });
    case "clip":
      return clip(encoder, textEncoder(objective.text, textShape(learned)), objective);
    case "tags":
      return tagPrediction(encoder, { frequencies: learned.tagWords!.frequencies });
    case "captioning":
      return captioning(encoder, objective.decoder, textShape(learned));
    case "simclr":
      return viewContrast(encoder, { ...objective, supervised: false });
    case "supervisedContrastive":
      return viewContrast(encoder, { ...objective, supervised: true });
  }
}

function textShape({ tokenizer }: Learned): TextShape {
  return { vocabulary: tokenizer!.vocabulary, length: tokenizer!.length };
}
