import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { ImageSet } from "../images/imageSet.js";
import type { Preprocessing } from "../pixels/preprocess.js";
import type { PreparedImage, PrepareTask } from "./prepareImage.js";

/** Batches that are read and decoded ahead of the one that the caller has. */
const ahead = 2;

/**
 * Images of a set as the network reads them, in batches. Threads decode and resize the next batches while the caller
 * scores one. No more than `ahead` batches wait, so memory is bounded.
 * @param chosen places of the images in the set
 * @param size images per batch
 * @param threads that decode; default one less than the cores
 * @returns for each batch, the places of its images and their pixels, or why an image cannot be read
 */
export async function* preparedBatches(
  { images, files }: Pick<ImageSet, "images" | "files">,
  chosen: readonly number[],
  preprocessing: Preprocessing,
  size: number,
  threads = Math.max(1, availableParallelism() - 1),
): AsyncGenerator<[places: readonly number[], prepared: readonly PreparedImage[]]> {
  if (chosen.length === 0) return;
  const pool = new Piscina<PrepareTask, PreparedImage>({
    filename: new URL("./prepareImage.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // The caller's thread scores a batch in one go, and hands out no work meanwhile: so a thread holds all it may do until then.
    concurrentTasksPerWorker: Math.ceil(((1 + ahead) * size) / threads),
  });
  try {
    const placeOf = new Map(chosen.map((at) => [images[at]!.path, at]));
    let waiting: { at: number; prepared: Promise<PreparedImage> }[] = [];
    const next = async (): Promise<[number[], PreparedImage[]]> => {
      const batch = waiting.slice(0, size);
      waiting = waiting.slice(size);
      return [batch.map(({ at }) => at), await Promise.all(batch.map(({ prepared }) => prepared))];
    };
    for await (const { path, bytes } of files.read(chosen.map((at) => images[at]!.path))) {
      const prepared = pool.run({ path, bytes, preprocessing });
      prepared.catch(() => undefined); // awaited in its batch
      waiting.push({ at: placeOf.get(path)!, prepared });
      if (waiting.length >= (1 + ahead) * size) yield await next();
    }
    while (waiting.length > 0) yield await next();
  } finally {
    await pool.destroy();
  }
}
