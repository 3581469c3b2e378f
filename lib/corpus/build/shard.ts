import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { writeAtomically } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import {
  decodeFingerprints,
  encodeFingerprints,
  type Fingerprint,
  type Fingerprints,
  fingerprintName,
  fingerprintOf,
  fingerprintsOf,
} from "../duplicates/fingerprint.js";
import { encodePack, Pack } from "../images/pack.js";
import type { Picture } from "../images/picture.js";
import { Renderer, rendererName, renderSize } from "../images/render.js";
import type { Drawing } from "../sets/iconSet.js";

/** What a shard says of itself: the set it was rendered from, and what of it could not be. */
export interface ShardAbout {
  readonly set: string;
  readonly title: string;
  /** Changes with the set's version, the renderer and the icons to keep: a shard with another one is made again. */
  readonly fingerprint: string;
  readonly skipped: readonly SkippedIcon[];
}
export interface SkippedIcon {
  readonly id: string;
  readonly reason: string;
}
export interface ShardColumns {
  /** Ids of the icons whose picture is kept, in published order. */
  readonly id: readonly string[];
}
export type Shard = Pack<ShardAbout, ShardColumns>;

/** Where a set's rendered icons stand while the corpus is being built. */
export function shardPath(folder: string, set: string): string {
  return join(folder, `${set}.pack`);
}

/** An icon that is to be rendered. */
export interface PlannedIcon {
  readonly id: string;
  readonly drawing: Drawing;
  /** Whether a split can use its picture. Of the others it is only asked whether they show anything. */
  readonly kept: boolean;
}

/** A shard that is to be made; `about` without what only rendering tells. */
export interface ShardPlan {
  readonly path: string;
  readonly about: Omit<ShardAbout, "skipped">;
  readonly icons: readonly PlannedIcon[];
}

/** What a set's pictures depend on. @param kept ids of the icons whose pictures are kept */
export function shardFingerprint(set: string, version: string, kept: readonly string[]): string {
  return sha256(
    canonicalJson({ set, version, rendererName, fingerprintName, kept: sha256(kept.join("\n")) }),
  );
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

/** Renders the icons of a set into one file, whole or not at all. */
export async function renderShard({ path, about, icons }: ShardPlan): Promise<void> {
  const renderer = await Renderer.start();
  const ids: string[] = [];
  const pictures: Picture[] = [];
  const prints: Fingerprint[] = [];
  const skipped: SkippedIcon[] = [];
  for (const { id, drawing, kept } of icons) {
    const rendering = kept ? await renderer.render(drawing) : await renderer.renderSmall(drawing);
    if (rendering.kind !== "picture")
      skipped.push({ id, reason: rendering.kind === "blank" ? "nothing visible" : rendering.reason });
    else if (kept) {
      ids.push(id);
      pictures.push(rendering.picture);
      prints.push(fingerprintOf(rendering.picture));
    }
  }
  const columns: ShardColumns = { id: ids };
  const extra = encodeFingerprints(fingerprintsOf(prints));
  // Level 1: a shard lives as long as the build, and its content is what counts.
  await writeAtomically(
    path,
    await encodePack({
      about: { ...about, skipped } satisfies ShardAbout,
      columns,
      extra,
      size: renderSize,
      pictures,
      level: 1,
    }),
  );
}
