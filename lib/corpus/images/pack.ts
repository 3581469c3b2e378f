/**
 * A pack is one file that holds many square images and a table describing them.
 *
 *     bytes 0–7    "PICTPACK"
 *     bytes 8–11   length of the header, little-endian
 *     bytes 12–43  SHA-256 of the header
 *     then         the header (JSON): a description, the number and side of the images, and the list of sections
 *     then         the sections, raw deflate, back to back: the table, extra bytes, then blocks of images
 *
 * The table is JSON: one array per column, and a string with the number of channels of each image. A block holds
 * the planes of up to 1,024 images. Most images are grey and store one plane. Every section has two SHA-256
 * hashes. `stored` is the hash of its bytes in the file and detects damage. `content` is the hash of the unpacked
 * bytes and does not depend on the version of the compressor. We use our own format because in JavaScript the
 * image columns of Arrow and Parquet are either uncompressed (four times the size) or lack a hash per block.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import { InputError, systemFault } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import type { Picture } from "./picture.js";

const magic = "PICTPACK";
const blockImages = 1024;
const fixedBytes = 44;

interface Section {
  readonly length: number;
  readonly stored: string;
  readonly content: string;
}
interface Header<About> {
  readonly about: About;
  readonly size: number;
  readonly count: number;
  readonly table: Section;
  readonly extra: Section;
  readonly blocks: readonly Section[];
}
interface Table<Columns> {
  readonly channels: string;
  readonly columns: Columns;
}

/**
 * Packs images of one size together with a table describing them. Equal input gives equal bytes. Sections are
 * compressed on other threads, so the caller is not blocked.
 */
export async function encodePack(pack: {
  readonly about: object;
  readonly columns: object;
  /** Bytes that only the writer interprets, e.g. fingerprints. */
  readonly extra?: Uint8Array;
  readonly size: number;
  readonly pictures: readonly Picture[];
  /** Compression level of deflate, 1 to 9; default 6. Use a lower level for short-lived files. */
  readonly level?: number;
}): Promise<Uint8Array> {
  const { about, columns, extra = new Uint8Array(0), size, pictures, level = 6 } = pack;
  const channels = pictures.map((picture) => picture.channels).join("");
  const section = async (content: Uint8Array): Promise<{ bytes: Uint8Array; entry: Section }> => {
    const bytes = await deflate(content, { level });
    return { bytes, entry: { length: bytes.length, stored: sha256(bytes), content: sha256(content) } };
  };
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < pictures.length; from += blockImages)
    blocks.push(joined(pictures.slice(from, from + blockImages).map(({ planes }) => planes)));
  const table = Buffer.from(canonicalJson({ channels, columns } satisfies Table<object>));
  const sections = await Promise.all([table, extra, ...blocks].map(section));
  const entries = sections.map(({ entry }) => entry);
  const header = Buffer.from(
    canonicalJson({
      about,
      size,
      count: pictures.length,
      table: entries[0]!,
      extra: entries[1]!,
      blocks: entries.slice(sectionsBeforeBlocks),
    } satisfies Header<object>),
  );
  const fixed = Buffer.alloc(fixedBytes);
  fixed.write(magic, 0, "latin1");
  fixed.writeUInt32LE(header.length, 8);
  fixed.write(sha256(header), 12, "hex");
  return joined([fixed, header, ...sections.map(({ bytes }) => bytes)]);
}

const deflate = promisify(deflateRaw);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** An open pack. The header is read and checked at once; sections are read, checked and unpacked on demand. */
export class Pack<About, Columns> {
  readonly path: string;
  readonly about: About;
  readonly size: number;
  readonly count: number;
  readonly #header: Header<About>;
  readonly #firstSection: number;
  #table: Table<Columns> | undefined;

  /** @throws InputError naming the file if it is missing, not a pack, truncated, or has a damaged header */
  constructor(path: string) {
    this.path = path;
    const { header, firstSection } = readHeader<About>(path);
    this.about = header.about;
    this.size = header.size;
    this.count = header.count;
    this.#header = header;
    this.#firstSection = firstSection;
  }

  /** The table's columns. @throws InputError naming the file if the table is damaged */
  get columns(): Columns {
    return this.#readTable().columns;
  }

  /** The extra bytes. @throws InputError naming the file if they are damaged */
  get extra(): Uint8Array {
    return this.#section(1);
  }

  get #sections(): readonly Section[] {
    return sectionsOf(this.#header);
  }

  /** A hash of the pack's content. It does not depend on the compressor that wrote the file. */
  get contentHash(): string {
    const { about, size, count } = this.#header;
    return sha256(
      canonicalJson({ about, size, count, content: this.#sections.map(({ content }) => content) }),
    );
  }

  /** All images in order, planar. @throws InputError naming the file and the block if a block is damaged */
  *pictures(): Generator<Picture> {
    const { channels } = this.#readTable();
    const pixels = this.size * this.size;
    let image = 0;
    for (let block = 0; block < this.#header.blocks.length; block++) {
      const planes = this.#section(block + sectionsBeforeBlocks);
      for (let at = 0; at < planes.length; image++) {
        const count = channels[image] === "1" ? 1 : 3;
        yield { size: this.size, channels: count, planes: planes.subarray(at, at + count * pixels) };
        at += count * pixels;
      }
    }
  }

  /** All images as bytes [count, size, size, 3]. Grey images are repeated over the three channels. */
  rgb(): Uint8Array {
    const pixels = this.size * this.size;
    const out = new Uint8Array(this.count * pixels * 3);
    let at = 0;
    for (const { channels, planes } of this.pictures()) {
      const green = channels === 1 ? 0 : pixels;
      const blue = 2 * green;
      for (let i = 0; i < pixels; i++) {
        out[at++] = planes[i]!;
        out[at++] = planes[green + i]!;
        out[at++] = planes[blue + i]!;
      }
    }
    return out;
  }

  /** One message per damaged section; empty if the file is intact. Reads every byte of the file. */
  damage(): string[] {
    const found: string[] = [];
    for (let section = 0; section < this.#sections.length; section++)
      try {
        this.#section(section);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        found.push(error.message);
      }
    return found;
  }

  #readTable(): Table<Columns> {
    this.#table ??= JSON.parse(Buffer.from(this.#section(0)).toString("utf8")) as Table<Columns>;
    return this.#table;
  }

  #section(index: number): Uint8Array {
    const sections = this.#sections;
    const { length, stored, content } = sections[index]!;
    const start = sections.slice(0, index).reduce((sum, before) => sum + before.length, this.#firstSection);
    const block = index - sectionsBeforeBlocks + 1;
    const name = ["table", "further bytes"][index] ?? `block ${block} of ${this.#header.blocks.length}`;
    const bytes = readRange(this.path, start, length);
    if (sha256(bytes) !== stored)
      throw damaged(this.path, `${name} does not have the hash it was written with`);
    const unpacked = inflateRawSync(bytes);
    if (sha256(unpacked) !== content) throw damaged(this.path, `${name} does not unpack to what was packed`);
    return unpacked;
  }
}

const sectionsBeforeBlocks = 2;

function sectionsOf({ table, extra, blocks }: Header<unknown>): readonly Section[] {
  return [table, extra, ...blocks];
}

function damaged(path: string, what: string): InputError {
  return new InputError(`${path}: ${what}; run corpus build to rebuild it`);
}

function readHeader<About>(path: string): { header: Header<About>; firstSection: number } {
  const fixed = readRange(path, 0, fixedBytes);
  if (fixed.toString("latin1", 0, 8) !== magic) throw damaged(path, `does not begin with ${magic}`);
  const length = fixed.readUInt32LE(8);
  const bytes = readRange(path, fixedBytes, length);
  if (sha256(bytes) !== fixed.toString("hex", 12)) throw damaged(path, "its header is damaged");
  const header = JSON.parse(bytes.toString("utf8")) as Header<About>;
  const firstSection = fixedBytes + length;
  const expected = sectionsOf(header).reduce((sum, { length }) => sum + length, firstSection);
  const actual = fileLength(path);
  if (actual !== expected) throw damaged(path, `has ${actual} bytes, expected ${expected}`);
  return { header, firstSection };
}

function withFile<T>(path: string, use: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return use(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw damaged(path, "no such file");
    throw systemFault(error, path) ?? error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fileLength(path: string): number {
  return withFile(path, (file) => fstatSync(file).size);
}

function readRange(path: string, start: number, length: number): Buffer {
  return withFile(path, (file) => {
    if (fstatSync(file).size < start + length) throw damaged(path, "is cut short");
    const bytes = Buffer.allocUnsafe(length);
    for (let read = 0; read < length; ) {
      const more = readSync(file, bytes, read, length - read, start + read);
      if (more === 0) throw damaged(path, "is cut short");
      read += more;
    }
    return bytes;
  });
}
