import { readFileSync, realpathSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { decoded, type FindPicture, pictureUri, svgUri } from "./pictures.js";

/** Largest picture that is embedded, in bytes. */
const largest = 20_000_000;

/** How the files of a type begin. */
const signatures: readonly (readonly [string, RegExp])[] = [
  ["image/png", /^\x89PNG\r\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF[\s\S]{4}WEBP/],
  ["image/bmp", /^BM/],
  ["image/avif", /^[\s\S]{4}ftypavif/],
];

/**
 * Pictures of a notebook's folder and the folders below it, read when they are asked for. Nothing outside is
 * read, also not through a link: whoever exports somebody's notebook and passes the report on must not pass on
 * pictures of their own. A file counts as a picture by its first bytes, not its name.
 */
export function folderPictures(notebookFolder: string): FindPicture {
  const folder = resolve(notebookFolder);
  return (source) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(source))
      return { reason: "only files of the notebook's folder are embedded" };
    const path = resolve(folder, decoded(source.replace(/[?#].*$/s, "")));
    if (!isBelow(folder, path)) return { reason: "it is outside the notebook's folder" };
    try {
      if (!isBelow(realpathSync(folder), realpathSync(path)))
        return { reason: "it leads outside the notebook's folder" };
      const { size } = statSync(path);
      if (size > largest)
        return { reason: `it has ${(size / 1e6).toFixed(0)} MB, more than ${largest / 1e6}` };
      return pictureOf(readFileSync(path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return {
        reason: code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `it cannot be read: ${code}`,
      };
    }
  };
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

function pictureOf(bytes: Buffer): ReturnType<FindPicture> {
  const head = bytes.subarray(0, 16).toString("latin1");
  const found = signatures.find(([, signature]) => signature.test(head));
  if (found) return pictureUri(found[0], bytes.toString("base64"));
  const start = bytes.subarray(0, 1000).toString("utf8");
  if (/^\ufeff?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(start)) return svgUri(bytes.toString("utf8"));
  return { reason: "the file is no picture a browser shows" };
}
