import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import {
  decodeFingerprints,
  encodeFingerprints,
  type Fingerprint,
  type Fingerprints,
  fingerprintName,
  fingerprintOf,
  fingerprintsOf,
} from "./fingerprint.js";
import { readIconSet } from "./iconSet.js";
import { encodePack, Pack } from "./pack.js";
import type { Picture } from "./picture.js";
import { Renderer, rendererName, renderSize } from "./render.js";
import type { Source } from "./sources.js";

/** What a shard says of itself: the set it was rendered from, and what of it could not be. */
export interface ShardAbout {
  readonly set: string;
  readonly title: string;
  /** Changes with the set's version and the renderer: a shard with another one is made again. */
  readonly fingerprint: string;
  readonly skipped: readonly SkippedIcon[];
}
export interface SkippedIcon {
  readonly id: string;
  readonly reason: string;
}
export interface ShardColumns {
  /** Ids of the icons that have a picture, in published order. */
  readonly id: readonly string[];
}
export type Shard = Pack<ShardAbout, ShardColumns>;

/** Where a set's rendered icons stand while the corpus is being built. */
export function shardPath(folder: string, set: string): string {
  return join(folder, `${set}.pack`);
}

/** What a set's pictures depend on. */
export function shardFingerprint(set: string, version: string): string {
  return sha256(canonicalJson({ set, version, rendererName, fingerprintName }));
}

/** The finished shard at `path`, or undefined if it is missing, damaged or made from something else. */
export function openShard(path: string, fingerprint: string): Shard | undefined {
  try {
    const shard: Shard = new Pack(path);
    return shard.about.fingerprint === fingerprint && shard.damage().length === 0 ? shard : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The fingerprints of a shard's icons, in their order. */
export function shardFingerprints(shard: Shard): Fingerprints {
  return decodeFingerprints(shard.extra, shard.count);
}

/** Renders all icons of a set into one file, whole or not at all. */
export async function renderShard(source: Source, path: string): Promise<void> {
  const { version, title, candidates, drawings } = readIconSet(source);
  const renderer = await Renderer.start();
  const ids: string[] = [];
  const pictures: Picture[] = [];
  const prints: Fingerprint[] = [];
  const skipped: SkippedIcon[] = [];
  for (const [index, { id }] of candidates.entries()) {
    const rendering = await renderer.render(drawings[index]!);
    if (rendering.kind === "picture") {
      ids.push(id);
      pictures.push(rendering.picture);
      prints.push(fingerprintOf(rendering.picture));
    } else skipped.push({ id, reason: rendering.kind === "blank" ? "nothing visible" : rendering.reason });
  }
  const about: ShardAbout = {
    set: source.set,
    title,
    fingerprint: shardFingerprint(source.set, version),
    skipped,
  };
  const columns: ShardColumns = { id: ids };
  const extra = encodeFingerprints(fingerprintsOf(prints));
  // Level 1: a shard lives as long as the build, and its content is what counts.
  await writeAtomically(
    path,
    await encodePack({ about, columns, extra, size: renderSize, pictures, level: 1 }),
  );
}
