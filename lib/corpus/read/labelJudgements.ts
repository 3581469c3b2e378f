import { z } from "zod";
import { inPackage, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { families } from "../sets/sources.js";

const judgementsSchema = z.strictObject({
  note: z.string(),
  /** Seed of the sample. `robustness corpus sheet --family … --sample … --seed …` draws the same icons again. */
  seed: z.int(),
  /** Sample size for each family. The first `judged` icons of the sample were examined. */
  sample: z.int().positive(),
  families: z.array(
    z.strictObject({
      family: z.enum(families),
      judged: z.int().positive(),
      /** Icons whose picture does not show the labelled class. */
      wrong: z.array(z.strictObject({ id: z.string(), label: z.string(), shows: z.string() })),
      /** Icons that could not be decided by eye. They are not listed under `wrong`. */
      unsure: z.array(z.strictObject({ id: z.string(), label: z.string(), shows: z.string() })),
    }),
  ),
});

/** Labels judged by eye, for each family. */
export type LabelJudgements = Readonly<z.infer<typeof judgementsSchema>>;

/** The file with the judgements. */
const labelJudgementsPath: string = inPackage("data", "corpus", "label-judgements.json");

/** Reads the judgements. @throws InputError if the file is malformed */
export async function loadLabelJudgements(path: string = labelJudgementsPath): Promise<LabelJudgements> {
  return parsedJson(judgementsSchema, await readInput(path), path);
}
