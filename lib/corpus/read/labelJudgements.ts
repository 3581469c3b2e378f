import { z } from "zod";
import { inPackage, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { families } from "../sets/sources.js";

const judgementsSchema = z.strictObject({
  note: z.string(),
  /** Seed of the draw: `robustness corpus sheet --family … --sample … --seed …` draws the same icons again. */
  seed: z.int(),
  /** Size of the draw from each family; the first `judged` of it were looked at. */
  sample: z.int().positive(),
  families: z.array(
    z.strictObject({
      family: z.enum(families),
      judged: z.int().positive(),
      /** Icons whose picture does not show what the label says. */
      wrong: z.array(z.strictObject({ id: z.string(), label: z.string(), shows: z.string() })),
      /** Icons that the eye could not decide; they count as right in `wrong`'s sense. */
      unsure: z.array(z.strictObject({ id: z.string(), label: z.string(), shows: z.string() })),
    }),
  ),
});

/** Labels judged by eye, family by family. */
export type LabelJudgements = Readonly<z.infer<typeof judgementsSchema>>;

/** Where the judgements stand. */
export const labelJudgementsPath: string = inPackage("data", "corpus", "label-judgements.json");

/** Reads the judgements. @throws InputError if the file is malformed */
export async function loadLabelJudgements(path: string = labelJudgementsPath): Promise<LabelJudgements> {
  return parsedJson(judgementsSchema, await readInput(path), path);
}
