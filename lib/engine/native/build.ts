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

interface BuildOptions {
  /** Release of the wheel `tensorflow-cpu` to use. */
  readonly tensorflow?: string;
  /** A folder that contains libtensorflow, instead of the wheel. */
  readonly from?: string;
  /** The Python whose interpreter and pip are used. */
  readonly python?: string;
  /** A folder with Node's `include/node`. */
  readonly headers?: string;
  /** Called after each step with what was done and the seconds it took. */
  readonly onStep?: (what: string, seconds: number) => void;
  /** Called with a short description of the process that is already building, if the build has to wait for it. */
  readonly onWait?: (holder: string) => void;
  /** Stops the build and the programs it has started, and removes what they have made. */
  readonly signal?: AbortSignal;
}

/** A description of the built engine. */
type Built = Readonly<z.infer<typeof builtSchema>>;

const builtSchema = z.object({
  tfjsNode: z.string(),
  tensorflow: z.string(),
  /** Where libtensorflow came from. */
  source: z.string(),
  /** The Node.js whose headers were used. */
  node: z.string(),
  /** Bytes of libtensorflow and of everything installed. */
  libtensorflowBytes: z.number(),
  bytes: z.number(),
  seconds: z.number(),
  /** Largest difference from the cpu backend in a matrix product and in a training step. */
  matMul: z.number(),
  step: z.number(),
});

/**
 * Allowed differences. The backends add in different orders: sums of 32 and 64 products of numbers below 1, in
 * float32.
 */
const allowed = 1e-4;

/**
 * Builds the native engine and installs it once it has computed a matrix product and a training step. Only then is an
 * earlier engine replaced; after a failure it is unchanged. One process builds at a time. Files left by killed builds
 * are removed first.
 * @throws InputError naming what is missing, does not build or computes wrongly; the signal's reason if it is aborted
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
    throw signal?.aborted ? signal.reason : error; // not the error of a program that was killed
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
    // First, because this is the download most likely to fail.
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
 * Removes the built engine and files left by killed builds. A build in progress keeps its own files.
 * @returns bytes freed, undefined if there was nothing to remove; and a short description of a process that is building
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

/** Removes the temporary folders of killed builds. @returns their bytes, undefined if there are none */
async function clearStages(): Promise<number | undefined> {
  const stages = async () =>
    (await readdir(packageRoot))
      .filter((name) => name.startsWith(`${basename(nativeFolder)}.`) && !name.endsWith(".lock"))
      .map((name) => join(packageRoot, name));
  const sizes = new Map<string, number>();
  for (const path of await stages()) sizes.set(path, await sizeOf(path));
  clearLeft(packageRoot);
  // Earlier versions put only the process id into the name. The start time is unknown, so any process with that id
  // keeps it.
  for (const path of await stages())
    if (/\.\d+$/.test(path) && isGoneNumber(Number(path.split(".").at(-1))))
      await rm(path, { recursive: true, force: true });
  const left = new Set(await stages());
  const freed = [...sizes].filter(([path]) => !left.has(path)).map(([, size]) => size);
  return freed.length === 0 ? undefined : freed.reduce((sum, size) => sum + size, 0);
}

const isGoneNumber = (pid: number): boolean => isGone(processTag(pid));

/**
 * The engine built in this clone, or undefined if there is none.
 * @throws InputError if its description is damaged
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
