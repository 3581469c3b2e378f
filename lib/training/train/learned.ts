import { InputError } from "../../base/errors.js";
import { Random } from "../../base/random.js";
import { type CaptionConfig, captionText } from "../../examples/captionText.js";
import type { LoadedData } from "../../examples/source.js";
import { TagWords } from "../../examples/tagWords.js";
import { Tokenizer } from "../../examples/tokenizer.js";
import { prompt } from "../../zeroshot/templates.js";
import type { Checkpoint } from "./checkpoint.js";
import type { Learned } from "./objective.js";
import type { RunSpec } from "./spec.js";

/**
 * What a run takes over from its data before it trains: class names, a tokenizer, the words to predict. A run
 * that goes on with all of another's parameters keeps that run's tokenizer and words.
 */
export function learn(spec: RunSpec, data: LoadedData, start?: Checkpoint): Learned {
  const { objective } = spec;
  const learned: Learned = { classNames: data.classNames, shape: data.shape };
  const inherited = spec.start?.parts === "all" ? start?.learned : undefined;
  switch (objective.kind) {
    case "clip":
    case "captioning": {
      const tokenizer =
        inherited?.tokenizer ?? Tokenizer.train(trainingTexts(objective.captions, data), objective.tokenizer);
      return { ...learned, tokenizer };
    }
    case "tags": {
      const tagWords =
        inherited?.tagWords ?? TagWords.count(trainingTexts(objective.captions, data), objective.vocabulary);
      if (tagWords.words.length === 0)
        throw new InputError("objective.captions: the captions hold no words to predict");
      return { ...learned, tagWords };
    }
    default:
      return learned;
  }
}

/** One text an image, with all its tags; for captions made of labels, every template with every class. */
function trainingTexts(captions: CaptionConfig, { train, classNames }: LoadedData): string[] {
  if (captions.kind === "label")
    return captions.templates.flatMap((template) => classNames.map((name) => prompt(template, name)));
  const { tags: _limit, ...whole } = captions;
  const random = new Random("texts"); // nothing is drawn where all tags are used
  return train.captions.map((parts, at) => captionText(whole, parts, classNames[train.labels[at]!], random));
}
