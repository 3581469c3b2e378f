import { readFileSync } from "node:fs";
import { inPackage } from "../base/files.js";
import { cnn, mixer, type Network, resnet, vit } from "./networks.js";
import { classification, clip, type Task, textEncoder } from "./steps.js";

interface ImageSpec {
  readonly network: "cnn" | "resnet" | "vit" | "mixer";
  readonly outputs: number;
  readonly widths: number[];
  readonly blocks: number;
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
}

interface TextSpec {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly outputs: number;
}

interface TaskSpec {
  readonly batch: number;
  readonly image: ImageSpec;
  readonly text?: TextSpec;
}

/** The sizes of the benchmark's tasks: a file, because PyTorch's side reads it too. */
export const tasksPath = inPackage("lib", "bench", "tasks.json");

/** The benchmark's tasks by name: whole training steps on 32×32 images. */
export function benchTasks(): Record<string, Task> {
  const specs = JSON.parse(readFileSync(tasksPath, "utf8")) as Record<string, TaskSpec>;
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, taskOf(spec)]));
}

function taskOf({ batch, image, text }: TaskSpec): Task {
  const network = networkOf(image);
  if (text) return clip(network, textEncoder(text), { ...text, batch });
  return classification(network, { batch, classes: image.outputs });
}

function networkOf(spec: ImageSpec): Network {
  switch (spec.network) {
    case "cnn":
      return cnn(spec.widths, spec.outputs);
    case "resnet":
      return resnet(spec.widths, spec.blocks, spec.outputs);
    case "vit":
      return vit(spec);
    case "mixer":
      return mixer(spec);
  }
}
