import { cp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists } from "../../base/files.js";
import { makeTemporaryFolder } from "../../base/processes.mjs";
import { finished, lastLine } from "./command.js";

/** The version of Node-API that the addon is built for. Node.js 12.22 and newer support it, and its ABI is stable. */
const napi = "8";

/** The tools that build the addon. */
export interface Tools {
  /** A folder with `include/node/node_api.h`. */
  readonly headers: string;
  readonly nodeGyp: string;
  readonly python: string;
}

/**
 * Finds compiler, make, Python, node-gyp and Node's headers. Nothing is downloaded.
 * @throws InputError naming the first that is missing and how to get it, or the first whose path make cannot read
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
  const tools = { headers: await findHeaders(headers), nodeGyp: await findNodeGyp(), python };
  for (const [what, path, help] of [
    ["node-gyp", tools.nodeGyp, "install Node.js elsewhere"],
    ["the folder for temporary files", tmpdir(), "set TMPDIR to another"],
  ] as const)
    if (awkward.test(path))
      throw new InputError(
        `${what} is in "${path}", and make cannot read a path with a space in it: ${help}`,
      );
  return tools;
}

/** Characters that make does not read as part of a file name. Its rules cannot quote a space. */
const awkward = /[\s#$%:;|&<>()'"`*?\\]/;

async function findHeaders(named?: string): Promise<string> {
  const places = named === undefined ? [dirname(dirname(process.execPath)), "/usr", "/usr/local"] : [named];
  for (const place of places)
    if ((await fileExists(join(place, "include", "node", "node_api.h"))) && (await headersFit(place)))
      return place;
  throw new InputError(
    `no headers of Node.js ${process.versions.node.split(".")[0]}: looked for include/node/node_api.h in ${places.join(", ")}; they are part of Node's own archives and of NodeSource's and Debian's packages (nodejs, libnode-dev); --headers names another folder`,
  );
}

/** Whether headers belong to the running Node.js. Others would do for Node-API, but not for node-gyp's settings. */
async function headersFit(place: string): Promise<boolean> {
  const text = await readFile(join(place, "include", "node", "node_version.h"), "utf8").catch(() => "");
  return new RegExp(`#define NODE_MAJOR_VERSION ${process.versions.node.split(".")[0]}\\b`).test(text);
}

/** The node-gyp that comes with npm. */
async function findNodeGyp(): Promise<string> {
  const { stdout } = await finished("npm", ["config", "get", "node-gyp", "--loglevel=error"]);
  const path = stdout.trim();
  if (path !== "" && (await fileExists(path))) return path;
  throw new InputError(`no node-gyp: npm expects it at "${path}", but it is not there`);
}

/**
 * Builds tfjs-node's addon against `deps` in its package, as its own installer does. If the clone's path contains a
 * character that make cannot read, such as a space, the package is copied to a temporary folder and built there.
 * @throws InputError with the compiler's last error
 */
export async function buildAddon(folder: string, tools: Tools): Promise<void> {
  if (![folder, tools.headers].some((path) => awkward.test(resolve(path)))) return make(folder, tools);
  const temporary = makeTemporaryFolder("native-");
  try {
    const copy = join(temporary, "package");
    const deps = join(folder, "deps"); // hundreds of megabytes, and only the linker reads them
    await cp(folder, copy, { recursive: true, filter: (path) => path !== deps });
    await symlink(resolve(deps), join(copy, "deps"));
    await symlink(resolve(tools.headers), join(temporary, "headers"));
    await make(copy, { ...tools, headers: join(temporary, "headers") });
    const made = join("lib", `napi-v${napi}`);
    await rm(join(folder, made), { recursive: true, force: true });
    await cp(join(copy, made), join(folder, made), { recursive: true });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function make(folder: string, { headers, nodeGyp, python }: Tools): Promise<void> {
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
