import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { inPackage } from "../../base/files.js";
import { finished, lastLine } from "./command.js";
import { NotFetched } from "./errors.js";
import { packageIn } from "./paths.js";

/** The packages that tfjs-node's JavaScript requires at run time. Its other dependencies serve its installer. */
const required = ["@mapbox/node-pre-gyp", "google-protobuf", "progress"] as const;

interface Locked {
  readonly version: string;
  readonly integrity?: string;
}

/** tfjs-node as package-lock.json pins it, and the packages it requires. */
async function pinned(): Promise<{ tfjsNode: Locked; others: Record<string, string> }> {
  const lock = JSON.parse(await readFile(inPackage("package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const of = (name: string): Locked => {
    const found = lock.packages[`node_modules/${name}`];
    if (!found) throw new Error(`package-lock.json: no ${name}`);
    return found;
  };
  return {
    tfjsNode: of("tfjs-node-native"),
    others: Object.fromEntries(required.map((name) => [name, of(name).version])),
  };
}

/**
 * Fetches tfjs-node's package and the packages it requires with npm, without running their install scripts.
 * TensorFlow.js itself is not fetched: tfjs-node must register with the clone's own copy.
 *
 * @returns the version fetched
 * @throws NotFetched if npm cannot get them; InputError if the package is not the pinned one
 */
export async function fetchTfjsNode(folder: string): Promise<string> {
  const { tfjsNode, others } = await pinned();
  await mkdir(folder, { recursive: true });
  const manifest = { private: true, dependencies: others };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  const npm = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await finished("npm", [...args, ...options], { cwd: folder });
    if (code === 0) return stdout;
    throw new NotFetched(`npm ${args.join(" ")} fails (${lastLine(stderr, /npm error (?!A complete log)/)})`);
  };
  await npm("install");
  const archive = (await npm("pack", `@tensorflow/tfjs-node@${tfjsNode.version}`)).trim().split("\n").at(-1)!;
  const bytes = await readFile(join(folder, archive));
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (tfjsNode.integrity !== undefined && integrity !== tfjsNode.integrity)
    throw new InputError(`${archive}: its SHA-512 is not the one in package-lock.json`);
  const { code, stderr } = await finished("tar", ["-xzf", archive], { cwd: folder });
  if (code !== 0) throw new InputError(`${archive}: tar does not unpack it (${lastLine(stderr)})`);
  await rename(join(folder, "package"), packageIn(folder));
  return tfjsNode.version;
}
