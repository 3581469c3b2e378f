import type { Command } from "commander";
import { Option } from "commander";
import { InputError } from "../base/errors.js";
import { printable } from "../base/printable.js";
import { testSets } from "../published/testsets/dictionary.js";
import { once } from "./options.js";
import type { PlaceFlags } from "./runPlace.js";

/** Test sets that a model can be placed on. Corruptions are means over severities, which nobody types by hand. */
const placeable = [...testSets.values()].filter(({ name }) => !name.startsWith("imagenet_c_"));

/** `robustness place`: where a model stands among the published ones. The computing code is loaded when it runs. */
export function registerPlace(program: Command): void {
  const command = program
    .command("place")
    .summary("where your model stands among the published ones")
    .description(
      "Takes a model's accuracies and prints, for each shift, the accuracy expected of an ordinary model, the " +
        "effective robustness with its interval, the rank among published models by regime, and the nearest published " +
        "models. An accuracy is a fraction (0.634), a percentage (63.4%) or a count (31660/50000).",
    );
  for (const { name, title } of placeable)
    command.addOption(new Option(`--${name} <accuracy>`, title).argParser(once(`--${name}`)));
  command
    .option(
      "--name <name>",
      "name of the model; a published model of that name is left out",
      once("--name"),
      "your model",
    )
    .option("--axis <scale>", "scale of both axes: logit, probit, linear", once("--axis"), "logit")
    .option("--bootstrap <n>", "number of bootstrap draws", once("--bootstrap"), "1000")
    .option("--seed <n>", "random seed", once("--seed"), "1")
    .option("--figure <file>", "draw the planes with the model in them: .html or .png", once("--figure"))
    .option("--force", "overwrite the figure's file")
    .option("--json", "print JSON: accuracies as fractions, ρ in percentage points")
    .action(async (flags: PlaceFlags & Readonly<Record<string, string>>) => {
      const given = placeable.flatMap(({ name }) => {
        const text = flags[name];
        return text === undefined ? [] : [[name, text] as const];
      });
      if (given.length === 0)
        throw new InputError("place: no accuracy given, expected e.g. --imagenet 0.634 --imagenet_v2 0.559");
      const { runPlace } = await import("./runPlace.js");
      const { output, notes } = await runPlace(new Map(given), flags);
      for (const note of notes) process.stderr.write(`note: ${printable(note)}\n`);
      process.stdout.write(output);
    });
}
