import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { InputError, systemFault } from "../../base/errors.js";
import { readInputBytes } from "../../base/files.js";

/** A file of a folder or an archive. */
export interface ListedFile {
  /** Path inside the folder or archive, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** A folder or tar archive with images. */
export interface ImageFiles {
  /** Files without hidden ones: a folder's sorted by path, an archive's in its own order. */
  readonly files: readonly ListedFile[];
  /**
   * Reads the chosen files one after another. A folder reads them in the order given, an archive in its own order, in
   * one pass.
   */
  read(chosen: readonly string[]): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array }>;
}

/**
 * Opens a folder, a `.tar` or a `.tar.gz` with images, or several shards by a pattern as `shard-{000..063}.tar`. Paths in
 * shards begin with the shard's name.
 * @throws InputError if there is nothing there, or an archive is damaged or holds a path that leaves it
 */
export async function openImageFiles(path: string): Promise<ImageFiles> {
  const shards = shardsOf(path);
  if (shards !== undefined) return openShards(shards);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT"
      ? new InputError(`${path}: no such file or folder`)
      : (systemFault(error, path) ?? error);
  });
  if (found.isDirectory()) return openFolder(path);
  if (/\.tar(\.gz)?$|\.tgz$/i.test(path)) return openTar(path);
  throw new InputError(`${path}: is a file, expected a folder of images or a .tar`);
}

const mostShards = 100_000;

/** The files of a pattern with a range in braces; undefined if there is no range. */
function shardsOf(pattern: string): string[] | undefined {
  const [, before, from, to, after] = /^(.*)\{(\d+)\.\.(\d+)\}(.*)$/.exec(pattern) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const count = Number(to) - Number(from) + 1;
  if (!(count >= 1 && count <= mostShards))
    throw new InputError(`${pattern}: ${count} shards, expected a range such as {000..063}`);
  return Array.from(
    { length: count },
    (_, at) => `${before}${String(Number(from) + at).padStart(from.length, "0")}${after}`,
  );
}

async function openShards(paths: readonly string[]): Promise<ImageFiles> {
  const shards: { name: string; files: ImageFiles }[] = [];
  for (const path of paths) shards.push({ name: basename(path), files: await openImageFiles(path) });
  return {
    files: shards.flatMap(({ name, files }) =>
      files.files.map((file) => ({ ...file, path: `${name}/${file.path}` })),
    ),
    async *read(chosen) {
      for (const { name, files } of shards) {
        const own = chosen
          .filter((path) => path.startsWith(`${name}/`))
          .map((path) => path.slice(name.length + 1));
        if (own.length === 0) continue;
        for await (const { path, bytes } of files.read(own)) yield { path: `${name}/${path}`, bytes };
      }
    },
  };
}

const byPath = (a: ListedFile, b: ListedFile) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

async function openFolder(root: string): Promise<ImageFiles> {
  const files: ListedFile[] = [];
  const walk = async (inside: string): Promise<void> => {
    const entries = await readdir(join(root, inside), { withFileTypes: true }).catch((error: unknown) => {
      throw systemFault(error, join(root, inside)) ?? error;
    });
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      // A link may lead to a folder or a file; data sets are often assembled from links.
      const target = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
      if (target?.isDirectory()) {
        if (entry.isSymbolicLink() && path.split("/").length > deepest)
          throw new InputError(
            `${join(root, path)}: folders nested deeper than ${deepest}, perhaps a link to itself`,
          );
        await walk(path);
      } else if (target?.isFile()) files.push({ path, bytes: 0 });
    }
  };
  await walk("");
  return {
    files: files.sort(byPath),
    async *read(chosen) {
      const waiting: { path: string; bytes: Promise<Uint8Array> }[] = [];
      const next = async () => {
        const { path, bytes } = waiting.shift()!;
        return { path, bytes: await bytes };
      };
      for (const path of chosen) {
        const bytes = readInputBytes(join(root, path));
        bytes.catch(() => undefined); // awaited when it is its turn
        waiting.push({ path, bytes });
        if (waiting.length > readAhead) yield await next();
      }
      while (waiting.length > 0) yield await next();
    },
  };
}

const deepest = 8;

/** Files of a folder that are read at the same time: most of the time of a small file is waiting. */
const readAhead = 8;

async function openTar(path: string): Promise<ImageFiles> {
  const files: ListedFile[] = [];
  const seen = new Set<string>();
  for await (const { header } of entriesOf(path, () => false)) {
    const name = header.path;
    if (seen.has(name)) throw new InputError(`${path}: ${name} is in the archive twice, expected once`);
    seen.add(name);
    if (!basename(name).startsWith(".")) files.push({ path: name, bytes: header.bytes });
  }
  return {
    files, // in the archive's order, in which they can be read in one pass
    async *read(chosen) {
      const wanted = new Set(chosen);
      for await (const { header, bytes } of entriesOf(path, (name) => wanted.has(name)))
        if (bytes) yield { path: header.path, bytes };
    },
  };
}

interface TarEntry {
  readonly header: ListedFile;
  /** The content, if it was wanted. */
  readonly bytes?: Uint8Array;
}

/** The plain files of an archive, in its order. */
async function* entriesOf(path: string, wanted: (name: string) => boolean): AsyncGenerator<TarEntry> {
  const archive = extract();
  const source = createReadStream(path);
  const steps = /\.t?gz$/i.test(path) ? [source, createGunzip(), archive] : [source, archive];
  const done = pipeline(steps).then(
    () => undefined,
    (error: Error) => error,
  );
  try {
    for await (const entry of archive) {
      const { name, type = "file", size = 0 } = entry.header;
      const inside = name.replace(/^(\.\/)+/, "");
      if (type !== "file") {
        entry.resume();
        continue;
      }
      if (inside.startsWith("/") || inside.split("/").includes(".."))
        throw new InputError(`${path}: "${name}" leads out of the archive, expected paths inside it`);
      const header = { path: inside, bytes: size };
      if (!wanted(inside)) {
        entry.resume();
        yield { header };
        continue;
      }
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      yield { header, bytes: Buffer.concat(parts) };
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw (
      systemFault(error, path) ??
      new InputError(`${path}: a damaged archive (${(error as Error).message}), expected a whole .tar`)
    );
  } finally {
    source.destroy();
  }
  const failed = await done;
  if (failed && (failed as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE")
    throw (
      systemFault(failed, path) ??
      new InputError(`${path}: a damaged archive (${failed.message}), expected a whole .tar`)
    );
}
