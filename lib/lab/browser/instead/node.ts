// What the bundled modules import from Node, for a browser. Hashes are computed; whatever needs a file or a process
// throws, because nothing the lab does may get there.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 with the interface of Node's Hash, as far as it is used. */
export function createHash(algorithm: string) {
  if (algorithm !== "sha256") throw new Error(`createHash: "${algorithm}", expected sha256`);
  const hash = sha256.create();
  const self = {
    update(content: string | Uint8Array) {
      hash.update(typeof content === "string" ? new TextEncoder().encode(content) : content);
      return self;
    },
    digest: (_form: "hex"): string => bytesToHex(hash.digest()),
  };
  return self;
}

export const randomUUID = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");

/** Paths occur only in the messages of the engine's errors, which name a line of the bundle. */
export const fileURLToPath = (url: string): string => url;
export const relative = (_from: string, to: string): string => to;
export const dirname = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const absent = (what: string) => (): never => {
  throw new Error(`${what} does not exist in a browser`);
};
export const readFile = absent("readFile");
