import type { Random } from "../base/random.js";
import { augmented } from "./augment.js";
import type { AugmentConfig } from "./augmentConfig.js";
import { type CaptionConfig, captionText } from "./captionText.js";
import type { LoadedData } from "./source.js";
import type { TagWords } from "./tagWords.js";
import type { Tokenizer } from "./tokenizer.js";

/** A batch on the host: the requested fields as rows, ready to be turned into tensors. */
export interface HostBatch {
  readonly images?: Float32Array;
  readonly secondImages?: Float32Array;
  readonly labels?: Int32Array;
  readonly tokens?: Int32Array;
  readonly tags?: Float32Array;
}

/** What a batch contains and how it is made. */
export interface BatchConfig {
  readonly fields: readonly (keyof HostBatch)[];
  readonly batchSize: number;
  readonly augment: AugmentConfig;
  /** The text of an image; needed for `tokens` and `tags`. */
  readonly captions?: CaptionConfig;
  /** Needed for `tokens`. */
  readonly tokenizer?: Tokenizer;
  /** Needed for `tags`. */
  readonly tagWords?: TagWords;
}

/**
 * Batches of a training set. All batches have the same size: images come from an endless sequence of shuffles, each
 * with every image once, so a batch may span two passes. A batch depends only on the seed and its number, not on the
 * batches requested before.
 */
export class Batches {
  readonly #data: LoadedData;
  readonly #config: BatchConfig;
  readonly #random: Random;
  readonly #count: number;
  readonly #shuffles = new Map<number, Int32Array>();
  readonly #fixedTokens: Int32Array | undefined;

  constructor(data: LoadedData, config: BatchConfig, random: Random) {
    this.#data = data;
    this.#config = config;
    this.#random = random;
    this.#count = data.train.labels.length;
    if (config.fields.includes("tokens") && isFixed(config.captions!)) {
      const all = Int32Array.from({ length: this.#count }, (_, at) => at);
      this.#fixedTokens = this.#encode(this.#texts(all, random));
    }
  }

  /** Indices of the images in a batch. @param step the number of the batch: 1, 2, … */
  indices(step: number): Int32Array {
    const { batchSize } = this.#config;
    const first = (step - 1) * batchSize;
    return Int32Array.from({ length: batchSize }, (_, row) => {
      const place = first + row;
      return this.#shuffle(Math.floor(place / this.#count))[place % this.#count]!;
    });
  }

  batch(step: number): HostBatch {
    const { fields } = this.#config;
    const indices = this.indices(step);
    const random = this.#random.stream(`batch${step}`);
    const has = (field: keyof HostBatch) => fields.includes(field);
    return {
      ...(has("images") && { images: this.#view(indices, random.stream("first")) }),
      ...(has("secondImages") && { secondImages: this.#view(indices, random.stream("second")) }),
      ...(has("labels") && { labels: indices.map((index) => this.#data.train.labels[index]!) }),
      ...(has("tokens") && { tokens: this.#tokens(indices, random.stream("text")) }),
      ...(has("tags") && {
        tags: this.#config.tagWords!.multiHot(this.#texts(indices, random.stream("text"))),
      }),
    };
  }

  #view(indices: Int32Array, random: Random): Float32Array {
    const { train, shape } = this.#data;
    return augmented(this.#config.augment, { images: train.images, indices, sides: shape }, random);
  }

  #tokens(indices: Int32Array, random: Random): Int32Array {
    const fixed = this.#fixedTokens;
    if (fixed === undefined) return this.#encode(this.#texts(indices, random));
    const { length } = this.#config.tokenizer!;
    const tokens = new Int32Array(indices.length * length);
    for (const [row, index] of indices.entries())
      tokens.set(fixed.subarray(index * length, (index + 1) * length), row * length);
    return tokens;
  }

  #encode(texts: readonly string[]): Int32Array {
    return this.#config.tokenizer!.encodeAll(texts);
  }

  #texts(indices: Int32Array, random: Random): string[] {
    const { train, classNames } = this.#data;
    return Array.from(indices, (index) =>
      captionText(
        this.#config.captions!,
        train.captions[index]!,
        classNames[train.labels[index]!], // undefined for −1, no label
        random,
      ),
    );
  }

  #shuffle(pass: number): Int32Array {
    let shuffle = this.#shuffles.get(pass);
    if (shuffle === undefined) {
      const all = Array.from({ length: this.#count }, (_, at) => at);
      shuffle = Int32Array.from(this.#random.stream(`pass${pass}`).shuffled(all));
      for (const old of this.#shuffles.keys()) if (old < pass - 1) this.#shuffles.delete(old);
      this.#shuffles.set(pass, shuffle);
    }
    return shuffle;
  }
}

/** Whether an image always has the same text. */
function isFixed(captions: CaptionConfig): boolean {
  return captions.kind === "text" && (captions.tags === undefined || !captions.fields.includes("tags"));
}
