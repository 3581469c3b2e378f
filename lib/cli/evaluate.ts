import type { Command } from "commander";
import { printable } from "../base/printable.js";
import { imageTestSets } from "../evaluation/images/labels.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { once } from "./options.js";
import type { EvaluateFlags } from "./runEvaluate.js";

/** `robustness evaluate`: an ONNX classifier on the images of test sets. The code that computes is loaded when it runs. */
export function registerEvaluate(program: Command): void {
  const command = program
    .command("evaluate")
    .summary("accuracies of an ONNX classifier on folders of test images")
    .description(
      "Scores every image and writes a record per test set: counts by class, and which images were right. Images are " +
        "decoded and resized as Pillow and torchvision do it, to the bit. A killed evaluation goes on where it was. Test " +
        "sets lie in folders or .tar files, laid out as they are published. On ImageNet's images the class-subset axes " +
        "of ImageNet-R, -A and ObjectNet are measured as well.",
    )
    .argument("<model>", "NAME.onnx with NAME.json beside it, or a folder as exported for transformers.js");
  for (const name of imageTestSets)
    command.option(`--${name} <path>`, `images of ${testSetNamed(name).title}`, once(`--${name}`));
  command
    .option(
      "--set <name=path>",
      "images of your own, a folder per class with a classes.json; may be repeated",
      (text: string, before: readonly string[] = []) => [...before, text],
    )
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
