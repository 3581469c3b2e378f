import * as tf from "@tensorflow/tfjs";
import { chooseEngine } from "../../engine/index.js";
import { plainImages } from "../../examples/augment.js";
import { Tokenizer } from "../../examples/tokenizer.js";
import { entries } from "../../training/models/params.js";
import { buildObjective } from "../../training/objectives/kinds.js";
import { checkpointParams } from "../../training/train/checkpoint.js";
import { buildReadouts } from "../../training/train/readouts.js";
import type { ModelAnswer, Question } from "./messages.js";

/** How many answers are given. */
const most = 5;

/**
 * What a model takes an image for, the likeliest first. A model with a head chooses among its classes and gives
 * probabilities; one that reads text chooses among the given class names, with the given templates, and gives cosines.
 * @param classNames the classes of the data, used unless the question names others
 * @param size side of the image in pixels
 */
export async function askModel(
  { model, image, classNames: asked, templates = ["{}"] }: Question,
  classNames: readonly string[],
  size: number,
): Promise<ModelAnswer[]> {
  const reads = model.tokenizer !== undefined;
  const among = reads && asked !== undefined ? asked : classNames;
  const engine = { name: await chooseEngine("reference"), threads: 1 }; // one image: no graph is worth making
  const learned = {
    classNames: among,
    shape: { height: size, width: size, channels: 3 },
    ...(model.tokenizer && { tokenizer: new Tokenizer(model.tokenizer) }),
  };
  const objective = buildObjective(model.spec, learned);
  const [readout] = buildReadouts(
    [reads ? { kind: "zeroShot", templates: { name: "asked", list: templates } } : { kind: "head" }],
    { objective, learned, engine, sample: { images: new Uint8Array(0), labels: new Int32Array(0) } },
  );
  const params = checkpointParams(model);
  try {
    const prepared = await readout!.prepare(params);
    const values = plainImages(image, [0], image.length);
    const batch = tf.tensor4d(values, [1, size, size, 3]);
    const scores = await readout!.scores(params, batch, prepared);
    const shown = reads ? scores : tf.softmax(scores);
    const numbers = await shown.data();
    tf.dispose([prepared, batch, scores, shown]);
    return Array.from(numbers, (score, at) => ({ className: among[at]!, score }))
      .sort((a, b) => b.score - a.score)
      .slice(0, most);
  } finally {
    tf.dispose(entries(params).map(([, tensor]) => tensor));
    await readout!.dispose();
  }
}
