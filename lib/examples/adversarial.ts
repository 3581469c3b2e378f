import { access } from "node:fs/promises";
import { z } from "zod";
import { inPackage, readInput, writeAtomically } from "../base/files.js";
import { parsedJson } from "../base/parse.js";

// The adversarially filtered shift, the counterpart of ImageNet-A (Hendrycks et al., CVPR 2021). It consists of the
// icons of `matched` that one fixed reference model gets wrong. They were filtered once and are frozen in a committed
// file.

const adversarialSchema = z.strictObject({
  note: z.string(),
  /** Hash and spec of the reference model's run, and the engine it ran on. */
  reference: z.strictObject({
    hash: z.string(),
    spec: z.record(z.string(), z.json()),
    engine: z.string(),
    /** The model's counts on all candidate icons. */
    correct: z.int(),
    total: z.int(),
  }),
  /** Classes that have enough icons both here and in the reference test. */
  classes: z.array(z.string()).min(1),
  /** Ids of the icons, all from the split `matched`. */
  icons: z.array(z.string()).min(1),
});

/** The frozen shift, as stored in its file. */
export type Adversarial = z.infer<typeof adversarialSchema>;

export const adversarialPath: string = inPackage("data", "corpus", "adversarial.json");

/**
 * Reads the frozen shift. Returns undefined if no reference model has been run.
 * @throws InputError if the file is malformed
 */
export async function readAdversarial(path: string = adversarialPath): Promise<Adversarial | undefined> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? parsedJson(adversarialSchema, await readInput(path), path) : undefined;
}

/** Writes the shift to its file. */
export async function writeAdversarial(shift: Adversarial, path: string = adversarialPath): Promise<void> {
  const { icons, ...rest } = shift;
  const head = JSON.stringify({ ...rest, icons: [] }, undefined, 1).replace(/\[\]\s*\}$/, "[\n");
  await writeAtomically(path, `${head}${icons.map((id) => `  ${JSON.stringify(id)}`).join(",\n")}\n ]\n}\n`);
}
