import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../base/files.js";
import { sha256 } from "../base/hash.js";
import { builtFrom, hashInputs, versionOf } from "./buildInputs.js";
import { fingerprintName, joinFingerprints } from "./fingerprint.js";
import { type Funnel, FunnelCounts } from "./funnel.js";
import { type BuiltSource, builtFolder, type Manifest, pipelineVersion, writeManifest } from "./manifest.js";
import { Pack } from "./pack.js";
import { isProfane } from "./profanity.js";
import { type NamedIcons, readNames } from "./readNames.js";
import { rendererName } from "./render.js";
import { renderAll } from "./renderAll.js";
import { openShard, type Shard, shardFingerprint, shardFingerprints, shardPath } from "./shard.js";
import { readSources, type Source } from "./sources.js";
import { splitProperties } from "./splitProperties.js";
import { type Selection, type SplitOptions, selectSplits, splitNames, splitOptions } from "./splits.js";
import { writeSplits } from "./writeSplits.js";

export interface BuildOptions {
  /** Default: data/corpus/built in the package. */
  readonly folder?: string;
  /** Default: all sets of data/corpus/sources.json. */
  readonly sources?: readonly Source[];
  /** How icons are split; default: `splitOptions`, those of the corpus. */
  readonly splitting?: SplitOptions;
  /** Rendering threads; default: as many as cores. */
  readonly threads?: number;
  /** Build even if a corpus made of the same inputs is there. */
  readonly force?: boolean;
  /** Told what is being done: `done` of `all`. */
  readonly progress?: (step: string, done: number, all: number) => void;
}

/**
 * Builds the corpus from the installed icon sets, or finds it built. Rendered sets are kept in the folder
 * until the manifest is written, so a build that was interrupted goes on where it stopped and ends with the
 * same files. Equal inputs give equal bytes.
 *
 * @throws InputError if a package is missing or its licence is not the listed one
 */
export async function buildCorpus(options: BuildOptions = {}): Promise<Manifest> {
  const {
    folder = builtFolder,
    sources = readSources(),
    splitting = splitOptions,
    progress = () => undefined,
  } = options;
  const inputs = await hashInputs(sources, splitting);
  if (!options.force) {
    const built = await builtFrom(folder, inputs);
    if (built) return built;
  }
  await removeLeftovers(folder);
  const shards = await renderMissing({ ...options, folder, sources, progress });
  const named = await readNames(sources, shards, (done) => progress("reading names", done, sources.length));
  progress("removing near-duplicates", 0, 1);
  const selection = await selectSplits(
    named.icons,
    joinFingerprints(shards.map(shardFingerprints)),
    (icon) => {
      const { caption, language } = named.captionOf(icon);
      return isProfane(caption, language);
    },
    splitting,
  );
  progress("removing near-duplicates", 1, 1);
  progress("describing captions, writing splits", 0, splitNames.length);
  const [splits, properties] = await Promise.all([
    writeSplits(folder, shards, { ...named, selection }, (done) =>
      progress("describing captions, writing splits", done, splitNames.length),
    ),
    splitProperties(named, selection),
  ]);
  const described = await describeSources(sources, shards, selection);
  const manifest: Manifest = {
    pipelineVersion,
    inputs,
    renderer: rendererName,
    fingerprint: fingerprintName,
    options: splitting,
    classes: named.classes,
    sources: described,
    funnel: withPublished(selection.funnel, described),
    properties,
    skipped: shards.flatMap(({ about }) => about.skipped),
    splits,
    shiftClasses: selection.shiftClasses,
    adversarial: { status: "awaiting reference model" },
    removals: await writeRemovals(folder, named, selection),
  };
  await writeManifest(folder, manifest);
  await rm(shardFolder(folder), { recursive: true, force: true });
  return manifest;
}

function shardFolder(folder: string): string {
  return join(folder, "shards");
}

/** Temporary files of builds that were killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const place of [folder, shardFolder(folder)]) {
    const files = await readdir(place).catch(() => []);
    for (const file of files) if (file.endsWith(".tmp")) await rm(join(place, file), { force: true });
  }
}

async function renderMissing(
  options: Required<Pick<BuildOptions, "folder" | "sources" | "progress">> & Pick<BuildOptions, "threads">,
): Promise<Shard[]> {
  const { folder, sources, threads, progress } = options;
  const wanted = await Promise.all(
    sources.map(async (source) => ({
      source,
      path: shardPath(shardFolder(folder), source.set),
      fingerprint: shardFingerprint(source.set, await versionOf(source.set)),
    })),
  );
  const missing = wanted.filter(({ path, fingerprint }) => openShard(path, fingerprint) === undefined);
  let done = sources.length - missing.length;
  progress("rendering icon sets", done, sources.length);
  await renderAll(
    missing.map(({ source, path }) => ({ source, path })),
    {
      ...(threads === undefined ? {} : { threads }),
      finished: () => progress("rendering icon sets", ++done, sources.length),
    },
  );
  return wanted.map(({ path }) => new Pack(path));
}

/** The funnel with its first step, which only the sets know. */
function withPublished(funnel: Funnel, sources: readonly BuiltSource[]): Funnel {
  const counts = new FunnelCounts(funnel);
  for (const { role, published } of sources) counts.add(role, "published", published);
  return counts.counts;
}

async function describeSources(
  sources: readonly Source[],
  shards: readonly Shard[],
  selection: Selection,
): Promise<BuiltSource[]> {
  const used = Object.values(selection.splits)
    .flat()
    .sort((a, b) => a - b);
  const described: BuiltSource[] = [];
  let first = 0;
  for (const [at, source] of sources.entries()) {
    const { count, about } = shards[at]!;
    const last = first + count;
    described.push({
      ...source,
      title: about.title,
      version: await versionOf(source.set),
      published: count + about.skipped.length,
      rendered: count,
      used: used.filter((icon) => first <= icon && icon < last).length,
    });
    first = last;
  }
  return described;
}

/** The near-duplicates that went: `{"distinct": [[removed, kept], …], "apart": [[removed, kept], …]}`, ids. */
async function writeRemovals(
  folder: string,
  { icons }: NamedIcons,
  { removals }: Selection,
): Promise<Manifest["removals"]> {
  const pairs = (step: "distinct" | "apart"): string[][] =>
    removals
      .filter((removal) => removal.step === step)
      .map(({ removed, kept }) => [icons[removed]!.id, icons[kept]!.id]);
  const [distinct, apart] = [pairs("distinct"), pairs("apart")];
  const file = "removals.json";
  const text = JSON.stringify({ distinct, apart });
  await writeAtomically(join(folder, file), text);
  return {
    file,
    bytes: Buffer.byteLength(text),
    content: sha256(text),
    distinct: distinct.length,
    apart: apart.length,
  };
}
