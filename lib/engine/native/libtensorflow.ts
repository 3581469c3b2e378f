import { cp, link, mkdir, readdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists } from "../../base/files.js";
import { finished, lastLine } from "./command.js";
import { NotFetched } from "./errors.js";

/** The release of the `tensorflow-cpu` wheel that the engine is built against and tested with. */
export const defaultTensorflow = "2.15.1";

/** A Python that the release has a wheel for. Only the C library is used, so it need not be the installed Python. */
const wheelFor = ["--platform", "manylinux2014_x86_64", "--python-version", "3.11", "--implementation", "cp"];

/**
 * Fetches the wheel with pip, from pip's configured index.
 * @returns the wheel's path
 * @throws NotFetched if there is no pip or it cannot get the wheel
 */
export async function fetchWheel(version: string, folder: string, python: string): Promise<string> {
  const pip = await finished(python, ["-m", "pip", "--version"]);
  if (pip.code !== 0)
    throw new NotFetched(
      `no pip: "${python} -m pip" does not run (${lastLine(pip.stderr)}); install it (Debian: apt-get install python3-pip), or name a folder that contains libtensorflow with --from`,
    );
  const wanted = `tensorflow-cpu==${version}`;
  const options = ["--no-deps", "--only-binary=:all:", ...wheelFor, "--disable-pip-version-check", "--quiet"];
  const { code, stderr } = await finished(python, [
    "-m",
    "pip",
    "download",
    ...options,
    "--dest",
    folder,
    wanted,
  ]);
  if (code !== 0)
    throw new NotFetched(
      `pip cannot get ${wanted} (${lastLine(stderr, /^ERROR/)}); check the network or pip's index-url, or name a folder that contains libtensorflow with --from`,
    );
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`pip left no wheel in ${folder}`);
  return join(folder, wheel);
}

/** Unpacks the C library and the headers of a wheel, laid out as in an installed package. */
const unpack = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        header = name.endswith(".h") and name.startswith(
            tuple("tensorflow/include/" + of for of in ("tensorflow/c/", "tensorflow/core/platform/", "tsl/", "xla/tsl/"))
        )
        if header or name.startswith("tensorflow/libtensorflow_"):
            wheel.extract(name, sys.argv[2])
`;

async function unpackWheel(wheel: string, folder: string, python: string): Promise<string> {
  const { code, stderr } = await finished(python, ["-c", unpack, wheel, folder]);
  if (code !== 0) throw new InputError(`${wheel}: does not unpack (${lastLine(stderr)})`);
  return join(folder, "tensorflow");
}

/** The library, the framework library it depends on, and the folder of C headers. */
interface Libtensorflow {
  readonly library: string;
  readonly framework: string;
  readonly headers: string;
}

const header = join("tensorflow", "c", "eager", "c_api.h");

/** Finds libtensorflow in a folder laid out like a wheel's `tensorflow` or the archive libtensorflow-cpu. */
async function findIn(folder: string): Promise<Libtensorflow | undefined> {
  const headers = join(folder, "include");
  if (!(await fileExists(join(headers, header)))) return undefined;
  for (const [place, name] of [
    [folder, "libtensorflow_cc.so.2"],
    [join(folder, "lib"), "libtensorflow.so.2"],
  ] as const) {
    const [library, framework] = [join(place, name), join(place, "libtensorflow_framework.so.2")];
    if ((await fileExists(library)) && (await fileExists(framework))) return { library, framework, headers };
  }
  return undefined;
}

/**
 * libtensorflow from a folder named by the user: the `tensorflow` folder of a wheel or an installed package, the
 * unpacked archive libtensorflow-cpu, or a folder that contains such a wheel.
 * @throws InputError if it is none of them
 */
export async function fromFolder(folder: string, work: string, python: string): Promise<Libtensorflow> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new InputError(`--from: "${folder}" is not a folder`);
  const found = await findIn(folder);
  if (found) return found;
  const wheels = (await readdir(folder)).filter((name) => /^tensorflow(_cpu)?-.*\.whl$/.test(name));
  if (wheels.length === 1) return fromWheel(join(folder, wheels[0]!), work, python);
  throw new InputError(
    `--from: "${folder}" contains no libtensorflow, expected include/${header} beside libtensorflow_cc.so.2 (the folder "tensorflow" of an installed wheel) or beside lib/libtensorflow.so.2 (libtensorflow-cpu), or one tensorflow_cpu wheel`,
  );
}

/** libtensorflow from a wheel. @throws InputError if the wheel has none */
export async function fromWheel(wheel: string, work: string, python: string): Promise<Libtensorflow> {
  const found = await findIn(await unpackWheel(wheel, work, python));
  if (found) return found;
  throw new InputError(
    `${basename(wheel)} contains no libtensorflow_cc.so.2 with its C headers (releases before 2.12 have none)`,
  );
}

/**
 * Puts libtensorflow into `deps` of the package, where tfjs-node's build and its addon look for it.
 * @returns bytes of the libraries
 */
export async function layOut({ library, framework, headers }: Libtensorflow, deps: string): Promise<number> {
  const lib = join(deps, "lib");
  await rm(deps, { recursive: true, force: true });
  await mkdir(lib, { recursive: true });
  await symlink(resolve(headers), join(deps, "include"));
  let bytes = 0;
  for (const [file, linked] of [
    [library, "libtensorflow.so"],
    [framework, "libtensorflow_framework.so"],
  ] as const) {
    const name = basename(file); // the name that the addon asks the loader for
    await linkOrCopy(file, join(lib, name));
    await symlink(name, join(lib, linked)); // the name that the linker is given
    bytes += (await stat(join(lib, name))).size;
  }
  return bytes;
}

/** Makes a hard link to a file, or a copy if the folders are on different disks. */
async function linkOrCopy(file: string, to: string): Promise<void> {
  const source = await realpath(file);
  await link(source, to).catch(() => cp(source, to));
}
