// Checks that the libraries built by `npm run engine:native` are unchanged. A damaged library would crash the process
// or compute wrong results.
const { createHash } = require("node:crypto");
const { closeSync, openSync, readFileSync, readSync, statSync } = require("node:fs");
const { join } = require("node:path");

/** SHA-256 of a file. The file is read in parts, because libtensorflow has half a gigabyte. */
function digestOf(path) {
  const hash = createHash("sha256");
  const part = Buffer.allocUnsafe(1 << 22);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, part); read > 0; read = readSync(file, part))
      hash.update(part.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/** Larger files are read only if their modification time has changed, because reading them takes about a second. */
const largest = 32e6;

/**
 * Compares a built folder with its digests.json: the sizes of all libraries, and the digests of those that are small or
 * have been modified since.
 * @throws Error naming the first that is missing or was changed
 */
function checkWhole(folder) {
  const again = "run npm run engine:native again";
  const list = join(folder, "digests.json");
  let files;
  try {
    files = Object.entries(JSON.parse(readFileSync(list, "utf8")));
    if (files.length === 0) throw new Error("no library is listed");
  } catch (error) {
    throw new Error(`${list}: ${error.code === "ENOENT" ? "no such file" : error.message}; ${again}`);
  }
  for (const [name, { bytes, modified, sha256 }] of files) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw new Error(`${path}: no such file; ${again}`);
    if (found.size !== bytes)
      throw new Error(`${path}: has ${found.size} bytes, expected ${bytes}; ${again}`);
    const untouched = bytes > largest && found.mtimeMs === modified;
    if (!untouched && digestOf(path) !== sha256)
      throw new Error(`${path}: was changed after it was built; ${again}`);
  }
}

module.exports = { checkWhole, digestOf };
