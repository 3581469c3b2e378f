import { appendFile, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { InputError, systemFault } from "../../base/errors.js";
import { fileExists, readInput, writeAtomically } from "../../base/files.js";
import { holderOf, tryLock } from "../../base/processes.mjs";

/** For each class list, the index of the best class; or why the image could not be read. */
export type Answer = readonly number[] | string;

/** The finished batches of an evaluation, kept in a file so that a killed one goes on. */
export interface Journal {
  /** Answers by image, as far as they are known. */
  readonly answers: ReadonlyMap<number, Answer>;
  /** Notes a batch. @throws InputError if the disk refuses */
  add(batch: ReadonlyMap<number, Answer>): Promise<void>;
  /** Removes the file; the result has been written elsewhere. */
  remove(): Promise<void>;
  /** Lets other processes use the file. */
  close(): void;
}

const lineSchema = z.array(
  z.tuple([z.int().nonnegative(), z.union([z.string(), z.array(z.int().nonnegative())])]),
);

/**
 * Opens the journal of an evaluation for this process alone. A line that a killed process did not finish is dropped.
 * @param identity digest of everything that the answers depend on
 * @param images number of images
 * @throws InputError if another process has it open, if it is of another evaluation, or if it is damaged
 */
export async function openJournal(path: string, identity: string, images: number): Promise<Journal> {
  const lockPath = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw systemFault(error, path) ?? error;
  });
  const lock = tryLock(lockPath);
  if (lock === undefined)
    throw new InputError(
      `${path}: ${holderOf(lockPath) ?? "another process"} is evaluating the same model on the same images, expected one at a time`,
    );
  try {
    const answers = await readAnswers(path, identity, images);
    return {
      answers,
      async add(batch) {
        await appendFile(path, `${JSON.stringify([...batch])}\n`).catch((error: unknown) => {
          throw systemFault(error, path) ?? error;
        });
        for (const [at, answer] of batch) answers.set(at, answer);
      },
      remove: () => rm(path, { force: true }),
      close: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function readAnswers(path: string, identity: string, images: number): Promise<Map<number, Answer>> {
  const answers = new Map<number, Answer>();
  if (!(await fileExists(path))) {
    await writeAtomically(path, `${identity}\n`);
    return answers;
  }
  const lines = (await readInput(path)).split("\n");
  if (lines[0] !== identity)
    throw new InputError(
      `${path}: an unfinished evaluation of another model, other settings or other images; remove the file to start again`,
    );
  const whole = lines.slice(1, -1); // what follows the last line break was cut off
  for (const [at, line] of whole.entries())
    for (const [image, answer] of lineOf(line, `${path}:${at + 2}`, images)) answers.set(image, answer);
  // Written again, so that the next batch does not follow half a line.
  await writeAtomically(path, `${[identity, ...whole].join("\n")}\n`);
  return answers;
}

function lineOf(line: string, place: string, images: number): z.infer<typeof lineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const { success, data } = lineSchema.safeParse(value);
  if (!success || data.some(([image]) => image >= images))
    throw new InputError(`${place}: damaged, expected a finished batch; remove the file to start again`);
  return data;
}
