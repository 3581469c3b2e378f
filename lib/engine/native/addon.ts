import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists } from "../../base/files.js";
import { finished, lastLine } from "./command.js";

/** The version of Node-API that the addon is built for: Node.js 12.22 and newer have it, and its form is stable. */
const napi = "8";

/** What the addon is built with. */
export interface Tools {
  /** A folder with `include/node/node_api.h`. */
  readonly headers: string;
  readonly nodeGyp: string;
  readonly python: string;
}

/**
 * Compiler, make, Python, node-gyp and Node's headers, all of them there already: nothing is downloaded.
 * @throws InputError naming the first that is not there, and how to get it
 */
export async function findTools(python: string, headers?: string): Promise<Tools> {
  const missing = async (program: string, help: string) => {
    const { code, stderr } = await finished(program, ["--version"]);
    if (code !== 0) throw new InputError(`no ${help}: "${program}" does not run (${lastLine(stderr)})`);
  };
  const compilers = "(Debian: apt-get install g++ make)";
  await missing(process.env.CXX ?? "g++", `C++ compiler ${compilers}`);
  await missing("make", `make ${compilers}`);
  await missing(python, "Python, which node-gyp and pip need (--python names another)");
  return { headers: await findHeaders(headers), nodeGyp: await findNodeGyp(), python };
}

async function findHeaders(named?: string): Promise<string> {
  const places = named === undefined ? [dirname(dirname(process.execPath)), "/usr", "/usr/local"] : [named];
  for (const place of places)
    if ((await fileExists(join(place, "include", "node", "node_api.h"))) && (await headersFit(place)))
      return place;
  throw new InputError(
    `no headers of Node.js ${process.versions.node.split(".")[0]}: looked for include/node/node_api.h in ${places.join(", ")}; they are part of Node's own archives and of NodeSource's and Debian's packages (nodejs, libnode-dev); --headers names another folder`,
  );
}

/** Whether headers are of the Node.js that runs: of another they would do for Node-API, but not for node-gyp's settings. */
async function headersFit(place: string): Promise<boolean> {
  const text = await readFile(join(place, "include", "node", "node_version.h"), "utf8").catch(() => "");
  return new RegExp(`#define NODE_MAJOR_VERSION ${process.versions.node.split(".")[0]}\\b`).test(text);
}

/** node-gyp, which npm brings. */
async function findNodeGyp(): Promise<string> {
  const { stdout } = await finished("npm", ["config", "get", "node-gyp", "--loglevel=error"]);
  const path = stdout.trim();
  if (path !== "" && (await fileExists(path))) return path;
  throw new InputError(`no node-gyp: npm says that its own is at "${path}", where there is none`);
}

/**
 * Builds tfjs-node's addon against `deps` of its package, as its own installer does.
 * @throws InputError with the compiler's last error
 */
export async function buildAddon(folder: string, { headers, nodeGyp, python }: Tools): Promise<void> {
  const settings = [
    `--nodedir=${headers}`,
    `--napi_version=${process.versions.napi}`,
    `--napi_build_version=${napi}`,
    "--module_name=tfjs_binding",
    `--module_path=${join(folder, "lib", `napi-v${napi}`)}`,
  ];
  const { code, stdout, stderr } = await finished(process.execPath, [nodeGyp, "rebuild", ...settings], {
    cwd: folder,
    env: { npm_config_python: python },
  });
  if (code === 0) return;
  const said = lastLine(
    `${stdout}\n${stderr}`,
    /error:|undefined reference|cannot find|gyp ERR! stack Error/,
  );
  throw new InputError(`the addon does not build: ${said}`);
}
