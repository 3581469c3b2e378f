import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { fileExists, packageRoot, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import {
  clearLeft,
  holderOf,
  isGone,
  isHeld,
  processTag,
  temporaryName,
  withLock,
} from "../../base/processes.mjs";
import { buildAddon, findTools } from "./addon.js";
import { endPrograms, finished, lastLine } from "./command.js";
import { writeLibraryDigests } from "./digests.js";
import { defaultTensorflow, fetchWheel, fromFolder, fromWheel, layOut } from "./libtensorflow.js";
import { builtFile, nativeFolder, packageIn } from "./paths.js";
import { fetchTfjsNode } from "./tfjsNode.js";

export interface BuildOptions {
  /** Release of the wheel `tensorflow-cpu`. */
  readonly tensorflow?: string;
  /** A folder that holds libtensorflow, instead of the wheel. */
  readonly from?: string;
  /** The Python whose pip and whose interpreter are used. */
  readonly python?: string;
  /** A folder with Node's `include/node`. */
  readonly headers?: string;
  /** Told what was done, and in how many seconds. */
  readonly onStep?: (what: string, seconds: number) => void;
  /** Told, in a few words, which process builds already, if it has to be waited for. */
  readonly onWait?: (holder: string) => void;
  /** Ends the build, the programs it has started, and removes what they have made. */
  readonly signal?: AbortSignal;
}

/** What was built. */
export type Built = Readonly<z.infer<typeof builtSchema>>;

const builtSchema = z.object({
  tfjsNode: z.string(),
  tensorflow: z.string(),
  /** Where libtensorflow came from. */
  source: z.string(),
  /** The Node.js whose headers were used. */
  node: z.string(),
  /** Bytes of libtensorflow, and of all that was installed. */
  libtensorflowBytes: z.number(),
  bytes: z.number(),
  seconds: z.number(),
  /** Largest differences from the cpu backend in a matrix product and in a training step. */
  matMul: z.number(),
  step: z.number(),
});

/** The two backends add in another order: sums of 32 and 64 products of numbers below 1, in single precision. */
const allowed = 1e-4;

/**
 * Builds the native engine and puts it in place once it has computed a matrix product and a training step. What was
 * there before is replaced then and not earlier; after a failure it is as it was.
 * One process builds at a time. What builds that were killed have left is removed first.
 * @throws InputError saying what is not there, what does not build or what computes wrongly; the signal's reason
 */
export async function buildNative(options: BuildOptions = {}): Promise<Built> {
  const { signal } = options;
  if (`${process.platform} ${process.arch}` !== "linux x64")
    throw new InputError(
      `built only for Linux on x86-64, not ${process.platform} ${process.arch}, where npm ci may bring tfjs-node ready made`,
    );
  signal?.addEventListener("abort", endPrograms);
  try {
    return await withLock(lockPath, () => build(options), options.onWait, signal);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error; // not that of a program that was ended
  } finally {
    signal?.removeEventListener("abort", endPrograms);
  }
}

const lockPath = `${nativeFolder}.lock`;

async function build(options: BuildOptions): Promise<Built> {
  const { python = "python3", tensorflow = defaultTensorflow, from, onStep = () => {}, signal } = options;
  await clearStages();
  const begun = performance.now();
  const timed = async <T>(what: (result: T) => string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    signal?.throwIfAborted();
    onStep(what(result), (performance.now() - started) / 1000);
    return result;
  };
  const stage = temporaryName(`${nativeFolder}.`);
  const work = join(stage, "work");
  try {
    const tools = await timed(
      ({ headers }) => `found compiler, make, Python, node-gyp, and Node's headers in ${headers}`,
      findTools(python, options.headers),
    );
    await mkdir(work, { recursive: true });
    // Before the other downloads: what is most likely missing is missed first.
    const library = await timed(
      () => `libtensorflow with headers from ${from ?? `tensorflow-cpu ${tensorflow}`}`,
      from === undefined
        ? fetchWheel(tensorflow, work, python).then((wheel) => fromWheel(wheel, work, python))
        : fromFolder(from, work, python),
    );
    const tfjsNode = await timed((version) => `tfjs-node ${version} from npm`, fetchTfjsNode(stage));
    const folder = packageIn(stage);
    const deps = join(folder, "deps");
    const libtensorflowBytes = await timed(
      (bytes) => `laid out, ${megabytes(bytes)} of libraries`,
      layOut(library, deps),
    );
    await timed(() => "addon built", buildAddon(folder, tools));
    for (const unneeded of [work, join(deps, "include"), join(folder, "build")])
      await rm(unneeded, { recursive: true, force: true });
    const probed = await timed(
      ({ tensorflow: version, matMul, step }) =>
        `TensorFlow ${version} computes: matrix product within ${matMul.toExponential(0)}, training step within ${step.toExponential(0)} of the cpu backend`,
      probe(stage),
    );
    const built: Built = {
      ...probed,
      tfjsNode,
      source: from === undefined ? `tensorflow-cpu ${tensorflow}` : "a folder",
      node: process.version,
      libtensorflowBytes,
      bytes: await sizeOf(stage),
      seconds: (performance.now() - begun) / 1000,
    };
    await writeLibraryDigests(stage);
    await writeFile(builtFile(stage), `${JSON.stringify(built, undefined, 2)}\n`);
    const earlier = temporaryName(`${nativeFolder}.`);
    if (await fileExists(nativeFolder)) await rename(nativeFolder, earlier);
    await rename(stage, nativeFolder);
    await rm(earlier, { recursive: true, force: true });
    return built;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/**
 * Removes the built engine, and what builds that were killed have left. A build under way keeps what is its own.
 * @returns bytes freed, undefined if there was nothing to remove; and the process that is building, in a few words
 */
export async function undoNative(): Promise<{
  readonly bytes: number | undefined;
  readonly underWay: string | undefined;
}> {
  let bytes = await clearStages();
  if (await fileExists(nativeFolder)) {
    bytes = (bytes ?? 0) + (await sizeOf(nativeFolder));
    await rm(nativeFolder, { recursive: true });
  }
  return { bytes, underWay: isHeld(lockPath) ? holderOf(lockPath) : undefined };
}

/** Removes the stages of builds that are gone. @returns their bytes, undefined if there are none */
async function clearStages(): Promise<number | undefined> {
  const stages = async () =>
    (await readdir(packageRoot))
      .filter((name) => name.startsWith(`${basename(nativeFolder)}.`) && !name.endsWith(".lock"))
      .map((name) => join(packageRoot, name));
  const sizes = new Map<string, number>();
  for (const path of await stages()) sizes.set(path, await sizeOf(path));
  clearLeft(packageRoot);
  // Their names once held the process's number alone. Its start is not known, so another process of this number keeps it.
  for (const path of await stages())
    if (/\.\d+$/.test(path) && isGoneNumber(Number(path.split(".").at(-1))))
      await rm(path, { recursive: true, force: true });
  const left = new Set(await stages());
  const freed = [...sizes].filter(([path]) => !left.has(path)).map(([, size]) => size);
  return freed.length === 0 ? undefined : freed.reduce((sum, size) => sum + size, 0);
}

const isGoneNumber = (pid: number): boolean => isGone(processTag(pid));

/**
 * What stands in the clone now, or undefined if nothing was built.
 * @throws InputError if what says so is damaged
 */
export async function builtNative(): Promise<Built | undefined> {
  const file = builtFile(nativeFolder);
  return (await fileExists(file)) ? parsedJson(builtSchema, await readInput(file), file) : undefined;
}

async function probe(stage: string): Promise<Pick<Built, "tensorflow" | "matMul" | "step">> {
  const script = fileURLToPath(new URL("./probe.js", import.meta.url));
  const { code, stdout, stderr } = await finished(process.execPath, [script], {
    env: { ROBUSTNESS_NATIVE: stage },
  });
  if (code !== 0) throw new InputError(`the addon is built but does not work: ${lastLine(stderr, /Error/)}`);
  const probed = JSON.parse(stdout) as Pick<Built, "tensorflow" | "matMul" | "step">;
  for (const of of ["matMul", "step"] as const)
    if (!(probed[of] <= allowed))
      throw new InputError(
        `the addon computes wrongly: ${of} is ${probed[of]} off, at most ${allowed} allowed`,
      );
  return probed;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, path, name }) => (await stat(join(parentPath ?? path, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** `614 MB` */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
