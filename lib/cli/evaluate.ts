import type { Command } from "commander";
import { printable } from "../base/printable.js";
import { imageTestSets } from "../evaluation/images/labels.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { once } from "./options.js";
import type { EvaluateFlags } from "./runEvaluate.js";

/** `robustness evaluate`: an ONNX model on the images of test sets. The code that computes is loaded when it runs. */
export function registerEvaluate(program: Command): void {
  const command = program
    .command("evaluate")
    .summary("accuracies of an ONNX classifier or image-text model on folders of test images")
    .description(
      "Scores every image and writes a record per test set: counts by class, and which images were right. Images are " +
        "decoded and resized as Pillow and torchvision do it, to the bit. A killed evaluation goes on where it was. Test " +
        "sets lie in folders or .tar files, laid out as they are published. On ImageNet's images the class-subset axes " +
        "of ImageNet-R, -A and ObjectNet are measured as well. An image-text model such as CLIP or SigLIP chooses between " +
        "prompts, one or several per class; their vectors are kept in the folder of records.",
    )
    .argument(
      "<model>",
      "NAME.onnx or NAME.json, or a folder as exported for transformers.js, by open_clip, immich or timm",
    );
  for (const name of imageTestSets)
    command.option(`--${name} <path>`, `images of ${testSetNamed(name).title}`, once(`--${name}`));
  command
    .option(
      "--images <folder>",
      "any images, a folder per class, with classes.json; may be given more than once",
      (folder: string, before: readonly string[] = []) => [...before, folder],
    )
    .option("--templates <name|file>", "prompt templates of an image-text model", once("--templates"))
    .option("--names <file>", "class names for prompts, one a line", once("--names"))
    .option("--context-length <n>", "tokens per prompt", once("--context-length"))
    .option("--dtype <name>", "precision of the graphs, as fp16 or q8", once("--dtype"), "fp32")
    .option("--text-input <name>", "the text graph's input, if it has several", once("--text-input"))
    .option("--text-output <name>", "the text graph's output, if it has several", once("--text-output"))
    .option("--out <folder>", "where records go", once("--out"), "runs/evaluations")
    .option("--batch <n>", "images per run of the graph", once("--batch"), "32")
    .option("--threads <n>", "threads of the graph", once("--threads"), "1")
    .option("--provider <name>", "execution provider of onnxruntime", once("--provider"), "cpu")
    .option("--input <name>", "the graph's input, if it has several", once("--input"))
    .option("--output <name>", "the graph's output, if it has several", once("--output"))
    .option("--skip-unreadable", "leave out images that cannot be read; the record says how many")
    .option("--force", "overwrite records")
    .option("--json", "print the counts as JSON")
    .action(async (model: string, flags: EvaluateFlags) => {
      const { runEvaluate } = await import("./runEvaluate.js");
      const { output, notes } = await runEvaluate(model, flags);
      for (const note of notes) process.stderr.write(`note: ${printable(note)}\n`);
      process.stdout.write(output);
    });
}
