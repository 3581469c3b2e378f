import { access } from "node:fs/promises";
import { z } from "zod";
import { inPackage, readInput, writeAtomically } from "../base/files.js";
import { parsedJson } from "../base/parse.js";

// The adversarially filtered shift: what ImageNet-A is to ImageNet (Hendrycks et al., CVPR 2021). Icons of `matched`
// that one fixed reference model gets wrong, filtered once and then frozen in a committed file.

const adversarialSchema = z.strictObject({
  note: z.string(),
  /** Hash and spec of the reference model's run, and the engine that ran it. */
  reference: z.strictObject({
    hash: z.string(),
    spec: z.record(z.string(), z.json()),
    engine: z.string(),
    /** Its counts on the icons there were to choose from. */
    correct: z.int(),
    total: z.int(),
  }),
  /** Classes with enough icons here and in the reference test. */
  classes: z.array(z.string()).min(1),
  /** Ids of the icons, all of the split `matched`. */
  icons: z.array(z.string()).min(1),
});

export type Adversarial = z.infer<typeof adversarialSchema>;

export const adversarialPath: string = inPackage("data", "corpus", "adversarial.json");

/** The frozen shift; undefined if no reference model has been run. @throws InputError if the file is malformed */
export async function readAdversarial(path: string = adversarialPath): Promise<Adversarial | undefined> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? parsedJson(adversarialSchema, await readInput(path), path) : undefined;
}

/** Freezes the shift. */
export async function writeAdversarial(shift: Adversarial, path: string = adversarialPath): Promise<void> {
  const { icons, ...rest } = shift;
  const head = JSON.stringify({ ...rest, icons: [] }, undefined, 1).replace(/\[\]\s*\}$/, "[\n");
  await writeAtomically(path, `${head}${icons.map((id) => `  ${JSON.stringify(id)}`).join(",\n")}\n ]\n}\n`);
}
