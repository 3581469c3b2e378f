import { Random } from "../../base/random.js";
import { type CaptionConfig, captionText } from "../../examples/captionText.js";
import type { LoadedData } from "../../examples/source.js";
import { prompt } from "../../zeroshot/templates.js";
import { objectiveKindOf } from "../objectives/kinds.js";
import type { Learned } from "../objectives/objective.js";
import type { Checkpoint } from "./checkpoint.js";
import type { RunSpec } from "./spec.js";

/**
 * What a run learns from its data before training: class names, a tokenizer, the words to predict. A run that continues
 * from all parameters of another run keeps that run's tokenizer and words.
 */
export function learn(spec: RunSpec, data: LoadedData, start?: Checkpoint): Learned {
  const { objective } = spec;
  const learned: Learned = { classNames: data.classNames, shape: data.shape };
  const inherited = spec.start?.parts === "all" ? start?.learned : undefined;
  const texts = (captions: CaptionConfig) => trainingTexts(captions, data);
  return { ...learned, ...objectiveKindOf(objective).learn?.(objective, { texts, inherited }) };
}

/** One text per image, with all its tags. For captions made from labels, every template with every class. */
function trainingTexts(captions: CaptionConfig, { train, classNames }: LoadedData): string[] {
  if (captions.kind === "label")
    return captions.templates.flatMap((template) => classNames.map((name) => prompt(template, name)));
  const { tags: _limit, ...whole } = captions;
  const random = new Random("texts"); // nothing is drawn if all tags are used
  return train.captions.map((parts, at) => captionText(whole, parts, classNames[train.labels[at]!], random));
}
