import { gunzipSync } from "node:zlib";
import { InputError } from "../base/errors.js";

/** The text of a file, and the assumptions made to decode it. */
interface DecodedText {
  readonly text: string;
  /** Assumptions for the user, one sentence each, e.g. that the file was not in UTF-8. */
  readonly notes: readonly string[];
}

/** Files that are not text, by their first bytes. */
const noText: readonly (readonly [bytes: string, found: string])[] = [
  ["PK\u0003\u0004", "a zip archive, which is what .xlsx and .ods files are; save the sheet as CSV"],
  ["\u00d0\u00cf\u0011\u00e0", "an old Excel file; save the sheet as CSV"],
  ["PAR1", "a Parquet file; export the table as CSV"],
  ["%PDF", "a PDF file"],
  ["BZh", "compressed with bzip2; unpack it, or use gzip"],
  ["\u00fd7zXZ", "compressed with xz; unpack it, or use gzip"],
  ["(\u00b5/\u00fd", "compressed with zstd; unpack it, or use gzip"],
  ["7z\u00bc\u00af", "a 7z archive"],
  ["\u0093NUMPY", "a NumPy array; export the table as CSV"],
  ["\u0089PNG", "a picture"],
  ["SQLite format 3", "an SQLite database; export the table as CSV"],
];

const mostBytes = 256 * 2 ** 20;

/**
 * Decodes the bytes of a table file. Gzip is unpacked. UTF-8 and UTF-16 are recognised by byte order marks, and UTF-16
 * without a mark by its zero bytes. Bytes that are not valid UTF-8 are read as Windows-1252, which includes Latin-1.
 * @param file name for messages
 * @throws InputError if the file is not text: other archives, spreadsheets, NUL characters, damaged gzip or UTF-16
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const notes: string[] = [];
  const plain = isGzip(bytes) ? unpacked(bytes, file) : bytes;
  if (isGzip(plain)) throw new InputError(`${file}: gzip within gzip, expected a text table inside`);
  const start = Buffer.from(plain.subarray(0, 16)).toString("latin1");
  const kind = noText.find(([magic]) => start.startsWith(magic));
  if (kind) throw new InputError(`${file}: not a text table but ${kind[1]}`);
  const encoding = encodingOf(plain);
  const text = decoded(plain, encoding, file);
  if (encoding === "windows-1252") notes.push(`${file} is not in UTF-8; read as Windows-1252 (Latin-1)`);
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const line = text.slice(0, nul).split(/\r\n|\n|\r/).length;
    throw new InputError(`${file}:${line}: a NUL character (code 0), expected text`);
  }
  return { text, notes };
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, 4096) & ~1;
  for (let at = 0; at < looked; at++) if (bytes[at] === 0) zeros[at % 2]!++;
  // Without a mark: in UTF-16, every second byte of ASCII text is zero; in UTF-8, none is.
  if (looked >= 4 && zeros[1]! > 0.35 * looked && zeros[0] === 0) return "utf-16le";
  if (looked >= 4 && zeros[0]! > 0.35 * looked && zeros[1] === 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

function decoded(bytes: Uint8Array, encoding: Encoding, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes); // removes a byte order mark
  } catch {
    throw new InputError(`${file}: damaged ${encoding.toUpperCase()} text, expected whole characters`);
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(
      code === "ERR_BUFFER_TOO_LARGE"
        ? `${file}: more than ${mostBytes / 2 ** 20} MB when unpacked, expected a smaller table`
        : `${file}: damaged gzip (${code}), expected a whole file`,
    );
  }
}
