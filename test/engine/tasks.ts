import { cnn, mixer, perceptron, resnet, vit } from "../../lib/bench/networks.js";
import { classification, clip, simclr, type Task, textEncoder } from "../../lib/bench/steps.js";

// Whole tasks, as small as they can be without losing a part: the cpu backend has to run them too.
const small = { batch: 4, classes: 5, side: 8 };
const blocks = { ...small, batch: 16 };
const text = { vocabulary: 11, context: 4, width: 8, depth: 1, heads: 2, outputs: 6 };

export const tasks: Record<string, Task> = {
  "softmax regression": classification(perceptron(8, [], 5), small),
  MLP: classification(perceptron(8, [12], 5), small),
  CNN: classification(cnn([4, 6], 5, 8), small),
  ResNet: classification(resnet([4, 6], 1, 5), small),
  // With channels and images in sixteens, the convolutions run in onnxruntime's own layout.
  "CNN in blocks": classification(cnn([16, 32], 5, 8), blocks),
  "ResNet in blocks": classification(resnet([16, 32], 1, 5), blocks),
  ViT: classification(vit({ side: 8, patch: 4, width: 8, depth: 1, heads: 2, outputs: 5 }), small),
  "MLP-Mixer": classification(mixer({ side: 8, patch: 4, width: 8, depth: 1, outputs: 5 }), small),
  "CLIP with a text transformer": clip(cnn([4], 6, 8), textEncoder(text), { ...text, batch: 4, side: 8 }),
  "NT-Xent": simclr(cnn([4], 6, 8), { batch: 4, side: 8 }),
};
