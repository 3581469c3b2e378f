import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../base/errors.js";
import { pngOfRgb } from "../corpus/images/png.js";
import { type ClassFile, classFileName } from "../evaluation/images/classFolder.js";
import type { LoadedData } from "./source.js";

/** The folder of a class: its number, so that folders sort as classes do, and its name. */
const folderOf = (name: string, index: number) =>
  `${String(index).padStart(3, "0")}-${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}`;

/**
 * Writes a test set as a folder that `robustness evaluate --images` reads: `classes.json`, and a folder per class with
 * one PNG per image, named by its row.
 * @param name of the test set among the data
 * @throws InputError if the folder cannot be written
 */
export async function writeTestFolder(
  folder: string,
  name: string,
  { tests, classNames, shape }: Pick<LoadedData, "tests" | "classNames" | "shape">,
): Promise<void> {
  const test = tests[name]!;
  const whole = "of" in test ? tests[test.of]! : test;
  if ("of" in whole) throw new Error(`test set ${name}: its images are those of another part`);
  const { images } = whole;
  if (!(images instanceof Uint8Array))
    throw new InputError(`test set ${name}: features of images, expected images to write`);
  const rows = "of" in test ? test.rows : Int32Array.from(whole.labels.keys());
  const folders = classNames.map(folderOf);
  const classFile: ClassFile = {
    name,
    classes: classNames.map((one, index) => ({ folder: folders[index]!, name: one })),
    ...(test.classes && { among: test.classes.map((index) => folders[index]!) }),
  };
  const bytes = shape.height * shape.width * shape.channels;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, classFileName), `${JSON.stringify(classFile, null, 1)}\n`);
    for (const label of new Set(rows.map((row) => whole.labels[row]!)))
      await mkdir(join(folder, folders[label]!));
    for (const row of rows) {
      const rgb = images.subarray(row * bytes, (row + 1) * bytes);
      const file = join(folder, folders[whole.labels[row]!]!, `${String(row).padStart(6, "0")}.png`);
      await writeFile(file, await pngOfRgb(rgb, shape.height));
    }
  } catch (error) {
    throw systemFault(error, folder) ?? error;
  }
}
