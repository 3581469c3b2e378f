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

/** A shard's description: the set it was rendered from, and the icons that could not be rendered. */
interface ShardAbout {
  readonly set: string;
  readonly title: string;
  /** Depends on the set's version, the renderer and the icons to render. A shard with a different one is rebuilt. */
  readonly fingerprint: string;
  readonly skipped: readonly SkippedIcon[];
}
export interface SkippedIcon {
  readonly id: string;
  readonly reason: string;
}
/** The table of a shard. */
interface ShardColumns {
  /** Ids of the icons that have a picture, in published order. */
  readonly id: readonly string[];
}
/** The rendered icons of one set. */
export type Shard = Pack<ShardAbout, ShardColumns>;

/** The file with a set's rendered icons while the corpus is being built. */
export function shardPath(folder: string, set: string): string {
  return join(folder, `${set}.pack`);
}

/** An icon to be rendered. */
interface PlannedIcon {
  readonly id: string;
  readonly drawing: Drawing;
}

/** A shard to be rendered. `about` lacks the fields that are known only after rendering. */
export interface ShardPlan {
  readonly path: string;
  readonly about: Omit<ShardAbout, "skipped">;
  readonly icons: readonly PlannedIcon[];
}

/** A hash of everything a set's pictures depend on. @param ids the icons that are rendered */
export function shardFingerprint(set: string, version: string, ids: readonly string[]): string {
  return sha256(canonicalJson({ set, version, rendererName, fingerprintName, ids: sha256(ids.join("\n")) }));
}

/** The finished shard at `path`, or undefined if it is missing, damaged or made from other inputs. */
export function openShard(path: string, fingerprint: string): Shard | undefined {
  try {
    const shard: Shard = new Pack(path);
    return shard.about.fingerprint === fingerprint && shard.damage().length === 0 ? shard : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The fingerprints of a shard's icons, in the same order. */
export function shardFingerprints(shard: Shard): Fingerprints {
  return decodeFingerprints(shard.extra, shard.count);
}

/** Renders the icons of a set into one file. The file is written completely or not at all. */
export async function renderShard({ path, about, icons }: ShardPlan): Promise<void> {
  const renderer = await Renderer.start();
  const ids: string[] = [];
  const pictures: Picture[] = [];
  const prints: Fingerprint[] = [];
  const skipped: SkippedIcon[] = [];
  for (const { id, drawing } of icons) {
    const rendering = await renderer.render(drawing);
    if (rendering.kind !== "picture")
      skipped.push({ id, reason: rendering.kind === "blank" ? "nothing visible" : rendering.reason });
    else {
      ids.push(id);
      pictures.push(rendering.picture);
      prints.push(fingerprintOf(rendering.picture));
    }
  }
  const columns: ShardColumns = { id: ids };
  const extra = encodeFingerprints(fingerprintsOf(prints));
  // Level 1: a shard is deleted after the build, and only its content matters.
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
