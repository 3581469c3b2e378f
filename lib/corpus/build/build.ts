import { statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../base/files.js";
import { sha256 } from "../../base/hash.js";
import { withLock } from "../../base/processes.mjs";
import { fingerprintName, joinFingerprints, placeFingerprints } from "../duplicates/fingerprint.js";
import { Pack } from "../images/pack.js";
import { rendererName } from "../images/render.js";
import { isProfane } from "../names/profanity.js";
import { readIconSet } from "../sets/iconSet.js";
import { readSources, type Source, sourceFile } from "../sets/sources.js";
import { builtFrom, hashInputs, versionOf } from "./buildInputs.js";
import { type Funnel, FunnelCounts } from "./funnel.js";
import { type BuiltSource, builtFolder, type Manifest, pipelineVersion, writeManifest } from "./manifest.js";
import {
  createNameReader,
  gatherIcons,
  type NamedIcons,
  type NamedSet,
  type NameReader,
} from "./namedSets.js";
import { renderAll } from "./renderAll.js";
import {
  openShard,
  type Shard,
  type ShardPlan,
  shardFingerprint,
  shardFingerprints,
  shardPath,
} from "./shard.js";
import { splitProperties } from "./splitProperties.js";
import {
  isUsable,
  type SplitOptions,
  type SplitSelection,
  selectSplits,
  splitNames,
  splitOptions,
} from "./splits.js";
import { writeSplits } from "./writeSplits.js";

/** Options of `buildCorpus`. */
export interface BuildOptions {
  /** Default: data/corpus/built in the package. */
  readonly folder?: string;
  /** Default: all sets of data/corpus/sources.json. */
  readonly sources?: readonly Source[];
  /** How icons are split. Default: `splitOptions`, the corpus's own. */
  readonly splitting?: SplitOptions;
  /** Number of rendering threads. Default: the number of cores. */
  readonly threads?: number;
  /** Build even if a corpus from the same inputs exists. */
  readonly force?: boolean;
  /** Called with the current step: `done` of `all`. */
  readonly progress?: (step: string, done: number, all: number) => void;
  /** Called once with a short description of the process that is already building here, if there is a wait. */
  readonly onWait?: (holder: string) => void;
}

/**
 * Builds the corpus from the installed icon sets, unless an up-to-date one exists. Rendered sets are kept in the
 * folder until the manifest is written, so an interrupted build resumes where it stopped and produces the same files.
 * Equal inputs give equal bytes. Only one process builds in a folder at a time; the others wait and use its result.
 *
 * @throws InputError if a package is missing or its licence differs from the listed one
 */
export async function buildCorpus(options: BuildOptions = {}): Promise<Manifest> {
  const {
    folder = builtFolder,
    sources = readSources(),
    splitting = splitOptions,
    progress = () => undefined,
  } = options;
  const inputs = await hashInputs(sources, splitting);
  const found = async () => (options.force ? undefined : builtFrom(folder, inputs));
  const settled = { ...options, folder, sources, splitting, progress };
  return (
    (await found()) ??
    withLock(
      join(folder, "build.lock"),
      async () => (await found()) ?? build(inputs, settled),
      options.onWait,
    )
  );
}

type Settled = Required<Pick<BuildOptions, "folder" | "sources" | "splitting" | "progress">> & BuildOptions;

async function build(inputs: string, options: Settled): Promise<Manifest> {
  const { folder, sources, splitting, progress } = options;
  await removeLeftovers(folder);
  const names = await createNameReader();
  const { sets, shards } = await renderSets(names, options);
  const named = gatherIcons(sets, shards);
  progress("removing near-duplicates", 0, 1);
  const selection = await selectSplits(
    named.icons,
    placeFingerprints(joinFingerprints(shards.map(shardFingerprints)), named.pictured, named.icons.length),
    (icon) => {
      const { caption, language } = named.captionOf(icon);
      return isProfane(caption, language);
    },
    splitting,
  );
  progress("removing near-duplicates", 1, 1);
  progress("describing captions, writing splits", 0, splitNames.length);
  // One after the other: together they take half a gigabyte more and no less time.
  const properties = await splitProperties(named, names.classesIn, selection);
  const splits = await writeSplits(folder, shards, { ...named, classes: names.classes, selection }, (done) =>
    progress("describing captions, writing splits", done, splitNames.length),
  );
  const described = await describeSources(sources, sets, shards, selection);
  const manifest: Manifest = {
    pipelineVersion,
    inputs,
    renderer: rendererName,
    fingerprint: fingerprintName,
    options: splitting,
    classes: names.classes,
    sources: described,
    funnel: withPublished(selection.funnel, described),
    properties,
    skipped: shards.flatMap(({ about }) => about.skipped),
    splits,
    shiftClasses: selection.shiftClasses,
    removals: await writeRemovals(folder, named, selection),
  };
  await writeManifest(folder, manifest);
  await rm(shardFolder(folder), { recursive: true, force: true });
  return manifest;
}

function shardFolder(folder: string): string {
  return join(folder, "shards");
}

/** Removes temporary files of builds that were killed. Safe, because only the holder of the lock writes here. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const place of [folder, shardFolder(folder)]) {
    const files = await readdir(place).catch(() => []);
    for (const file of files) if (file.endsWith(".tmp")) await rm(join(place, file), { force: true });
  }
}

/**
 * Reads the names of all sets and renders the sets that have no shard. Large sets come first, so that none of them is
 * still running when all other threads are done. Names are read while other threads render.
 */
async function renderSets(
  names: NameReader,
  options: Required<Pick<BuildOptions, "folder" | "sources" | "progress">> & Pick<BuildOptions, "threads">,
): Promise<{ readonly sets: readonly NamedSet[]; readonly shards: readonly Shard[] }> {
  const { folder, sources, threads, progress } = options;
  const sets = new Array<NamedSet>(sources.length);
  const shards = new Array<string>(sources.length);
  let done = 0;
  const finished = (): void => progress("rendering icon sets", ++done, sources.length);
  async function* missing(): AsyncGenerator<ShardPlan> {
    const largestFirst = [...sources.entries()].sort(([, a], [, b]) => publishedBytes(b) - publishedBytes(a));
    for (const [at, source] of largestFirst) {
      const { candidates, drawings, title, version } = readIconSet(source);
      const set = names.read(source, candidates);
      // An icon that no split can use is not rendered.
      const icons = set.icons.flatMap((icon, place) =>
        isUsable(icon) ? [{ id: icon.id, drawing: drawings[place]! }] : [],
      );
      const fingerprint = shardFingerprint(
        source.set,
        version,
        icons.map(({ id }) => id),
      );
      const path = shardPath(shardFolder(folder), source.set);
      sets[at] = set;
      shards[at] = path;
      if (openShard(path, fingerprint) === undefined)
        yield { path, about: { set: source.set, title, fingerprint }, icons };
      else finished();
    }
  }
  progress("rendering icon sets", 0, sources.length);
  await renderAll(missing(), { ...(threads === undefined ? {} : { threads }), finished });
  return { sets, shards: shards.map((path) => new Pack(path)) };
}

function publishedBytes({ set }: Source): number {
  return statSync(sourceFile(set, "icons.json")).size;
}

/** Adds the first step of the funnel, which only the sets know. */
function withPublished(funnel: Funnel, sources: readonly BuiltSource[]): Funnel {
  const counts = new FunnelCounts(funnel);
  for (const { role, published } of sources) counts.add(role, "published", published);
  return counts.counts;
}

async function describeSources(
  sources: readonly Source[],
  sets: readonly NamedSet[],
  shards: readonly Shard[],
  selection: SplitSelection,
): Promise<BuiltSource[]> {
  const used = Object.values(selection.splits)
    .flat()
    .sort((a, b) => a - b);
  const described: BuiltSource[] = [];
  let first = 0;
  for (const [at, source] of sources.entries()) {
    const { about } = shards[at]!;
    const published = sets[at]!.icons.length;
    const last = first + published - about.skipped.length;
    described.push({
      ...source,
      title: about.title,
      version: await versionOf(source.set),
      published,
      rendered: shards[at]!.count,
      used: used.filter((icon) => first <= icon && icon < last).length,
    });
    first = last;
  }
  return described;
}

/** Writes the removed near-duplicates as ids: `{"distinct": [[removed, kept], …], "apart": [[removed, kept], …]}`. */
async function writeRemovals(
  folder: string,
  { icons }: NamedIcons,
  { removals }: SplitSelection,
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
