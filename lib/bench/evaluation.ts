import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { makeTemporaryFolder } from "../base/processes.mjs";
import { Random } from "../base/random.js";
import { openClassFolder } from "../evaluation/images/classFolder.js";
import type { ScoringModel } from "../evaluation/models/model.js";
import { openModel } from "../evaluation/models/openModel.js";
import { promptsFor } from "../evaluation/models/prompts.js";
import { evaluateImages } from "../evaluation/run/evaluateImages.js";
import { preparedBatches } from "../evaluation/run/preparedBatches.js";
import { loadImageNetClasses } from "../published/load.js";
import { median } from "../stats/index.js";

/** What `evaluate` costs beside the model's own time. */
export interface EvaluationOverhead {
  readonly images: number;
  readonly batch: number;
  /**
   * Median milliseconds an image: the graph alone on pixels that lie ready, the graph within the evaluation, while other
   * threads decode, and the whole evaluation.
   */
  readonly modelMs: number;
  readonly withinMs: number;
  readonly wholeMs: number;
  /** Median over rounds of whole / within − 1: what evaluation adds to the graph's time by waiting and by its own work. */
  readonly added: number;
  /** Median over rounds of whole / model − 1. The two of a round follow each other, so load affects both. */
  readonly overhead: number;
  /** The same of the main thread's processor time, which other load does not change; Linux only. */
  readonly cpuOverhead?: number;
  /** Milliseconds that a thread needs to decode and resize an image, with nothing else running. */
  readonly decodeMs: number;
}

/**
 * Measures `evaluate` on JPEG images of the size of ImageNet's (500 × 375 pixels, about 110 kB), made here. The graph runs
 * on one thread; decoding has the other cores.
 * @param path as `evaluate` takes it
 * @throws InputError like `openModel`
 */
export async function measureEvaluation(
  path: string,
  { images = 1024, batch = 32, rounds = 5, progress = (_: string) => {} } = {},
): Promise<EvaluationOverhead> {
  const opened = await openModel(path, { threads: 1 });
  const folder = makeTemporaryFolder("bench-evaluate-");
  try {
    await writePhotos(folder, images);
    const set = await openClassFolder(folder, { imagenet: true });
    const model = await opened.classify(await promptsFor(undefined, {}, "name"));
    const size = model.batch ?? batch;
    const decoding = performance.now();
    const pixels: Float32Array[] = [];
    for await (const [, prepared] of preparedBatches(
      set,
      [...set.images.keys()],
      model.preprocessing,
      size,
      1,
    ))
      for (const image of prepared) if (image instanceof Float32Array) pixels.push(image);
    const decodeMs = (performance.now() - decoding) / images;
    const whole: Times[] = [];
    const alone: Times[] = [];
    const within: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = now();
      for (let at = 0; at + size <= pixels.length; at += size) {
        const joined = new Float32Array(size * pixels[0]!.length);
        for (let place = 0; place < size; place++) joined.set(pixels[at + place]!, place * pixels[0]!.length);
        await model.score(joined, size);
      }
      const middle = now();
      let withinMs = 0;
      const timed: ScoringModel = {
        ...model,
        async score(...input) {
          const asked = performance.now();
          const scores = await model.score(...input);
          withinMs += performance.now() - asked;
          return scores;
        },
      };
      await evaluateImages(timed, set, { journal: join(folder, "journal"), batch: size }, async () => {});
      within.push(withinMs / images);
      alone.push(between(start, middle, Math.floor(pixels.length / size) * size));
      whole.push(between(middle, now(), images));
      progress(`evaluate: round ${round + 1} of ${rounds}`);
    }
    return {
      images,
      batch: size,
      modelMs: median(Float64Array.from(alone, ({ ms }) => ms)),
      withinMs: median(Float64Array.from(within)),
      wholeMs: median(Float64Array.from(whole, ({ ms }) => ms)),
      added: median(Float64Array.from(whole, ({ ms }, at) => ms / within[at]! - 1)),
      overhead: median(Float64Array.from(whole, ({ ms }, at) => ms / alone[at]!.ms - 1)),
      ...(alone[0]!.cpuMs !== undefined && {
        cpuOverhead: median(Float64Array.from(whole, ({ cpuMs }, at) => cpuMs! / alone[at]!.cpuMs! - 1)),
      }),
      decodeMs,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Times {
  readonly ms: number;
  readonly cpuMs?: number;
}

/** Wall time, and processor time of this thread. */
function now(): Times {
  let cpuMs: number | undefined;
  try {
    cpuMs = Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    // Only Linux has it.
  }
  return { ms: performance.now(), ...(cpuMs !== undefined && { cpuMs }) };
}

function between(from: Times, to: Times, images: number): Times {
  return {
    ms: (to.ms - from.ms) / images,
    ...(to.cpuMs !== undefined && { cpuMs: (to.cpuMs - from.cpuMs!) / images }),
  };
}

const differentPhotos = 8;

/** Writes images like photographs: smooth colour with fine noise, which JPEG cannot compress away. */
async function writePhotos(folder: string, images: number): Promise<void> {
  const [width, height] = [500, 375];
  const random = new Random("bench evaluate");
  const wnids = (await loadImageNetClasses()).slice(0, 2).map(({ wnid }) => wnid);
  const classes = wnids.map((wnid) => ({ folder: wnid, name: wnid, imagenet: [wnid] }));
  await writeFile(join(folder, "classes.json"), JSON.stringify({ name: "made", classes }));
  for (const wnid of wnids) await mkdir(join(folder, wnid));
  const photos: Buffer[] = [];
  for (let photo = 0; photo < differentPhotos; photo++) {
    const data = new Uint8Array(width * height * 3);
    const waves = Array.from({ length: 6 }, () => 0.002 + 0.03 * random.uniform());
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const smooth = 70 * Math.sin(x * waves[channel]! + y * waves[channel + 3]!);
          data[at++] = 128 + smooth + 32 * (random.uniform() - 0.5);
        }
    const raw = { width, height, channels: 3 } as const;
    photos.push(await sharp(data, { raw }).jpeg({ quality: 90 }).toBuffer());
  }
  for (let image = 0; image < images; image++)
    await writeFile(join(folder, wnids[image % 2]!, `${image}.jpg`), photos[image % differentPhotos]!);
}
