// Packs lib/engine as a package of its own, installs it in an empty folder, and trains with it there. Run
//   npm run check:engine-package                 for this platform
//   npm run check:engine-package -- OUT.tgz all  keeps the package, with the libraries of all platforms
//
// onnxruntime-node contains its CPU libraries, but its install script asks another host for GPU libraries and fails
// without it. A package cannot switch off the script of a dependency. So the packed engine bundles onnxruntime-node
// without that script, and without the two packages that only the script needs.

import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { inPackage } from "../../lib/base/files.js";

/** The files of lib/base that the engine imports. lib/engine/native builds tfjs-node inside this clone, so it stays. */
const fromBase = ["errors", "files", "processes", "random"];
const needed = ["@tensorflow/tfjs", "pbf", "pure-rand"];

interface Manifest {
  dependencies: Record<string, string>;
  [key: string]: unknown;
}

const json = async (path: string): Promise<Manifest> => JSON.parse(await readFile(path, "utf8")) as Manifest;

/** Runs a command, and shows what it printed if it fails. */
function run(command: string, args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(
    // `npm run` hands this clone's .npmrc on to other npm commands, which would hide what a user of the package gets.
    Object.entries(process.env).filter(([name]) => !/^npm_|onnxruntime_node_install/i.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: 500_000,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed (${status}):\n${stdout}\n${stderr}`);
  return stdout.trim();
}

/** Writes the package's files into a folder. */
async function stage(folder: string, everyPlatform: boolean): Promise<void> {
  const own = await json(inPackage("package.json"));
  const runtime = await json(inPackage("node_modules", "onnxruntime-node", "package.json"));
  const target = join(folder, "node_modules", "onnxruntime-node");
  const here = join("napi-v6", platform(), arch());
  await cp(inPackage("node_modules", "onnxruntime-node"), target, {
    recursive: true,
    filter: (path) => {
      const inside = path.split(/[\\/]onnxruntime-node[\\/]bin[\\/]/)[1];
      return (
        !/[\\/]onnxruntime-node[\\/]script/.test(path) &&
        (everyPlatform || inside === undefined || here.startsWith(inside) || inside.startsWith(here))
      );
    },
  });
  const { scripts: _, devDependencies: __, ...kept } = runtime;
  const common = runtime.dependencies["onnxruntime-common"]!;
  await writeFile(
    join(target, "package.json"),
    JSON.stringify({ ...kept, dependencies: { "onnxruntime-common": common } }, null, 2),
  );
  await cp(inPackage("dist", "lib", "engine"), join(folder, "lib", "engine"), { recursive: true });
  const base = inPackage("dist", "lib", "base");
  for (const file of await readdir(base))
    if (fromBase.includes(file.split(".")[0]!)) await cp(join(base, file), join(folder, "lib", "base", file));
  await cp(inPackage("lib", "engine", "README.md"), join(folder, "README.md"));
  await cp(inPackage("LICENSE"), join(folder, "LICENSE"));
  const dependencies = Object.fromEntries(needed.map((name) => [name, own.dependencies[name]]));
  const manifest = {
    name: "tfjs-capture",
    version: own.version,
    description: "TensorFlow.js steps, run natively, from npm alone",
    license: own.license,
    type: "module",
    engines: own.engines,
    ...(everyPlatform ? {} : { os: [platform()], cpu: [arch()] }),
    exports: { types: "./lib/engine/standalone.d.ts", default: "./lib/engine/standalone.js" },
    dependencies: {
      ...dependencies,
      "onnxruntime-common": common,
      "onnxruntime-node": own.dependencies["onnxruntime-node"],
    },
    bundleDependencies: ["onnxruntime-node"],
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
}

/** What a user might do first: a captured step and a model with dropout, in the folder of the installation. */
const trial = `
import * as tf from "@tensorflow/tfjs";
import { capture, captureModel, listEngines } from "tfjs-capture";
const step = capture((x) => tf.sum(tf.square(x)));
console.log("step", (await step(tf.tensor1d([3, 4]))).dataSync()[0]);
const model = tf.sequential({ layers: [
  tf.layers.dense({ inputShape: [2], units: 16, activation: "relu" }),
  tf.layers.dropout({ rate: 0.1 }),
  tf.layers.dense({ units: 1 }) ] });
const x = tf.randomNormal([64, 2]);
const captured = captureModel(model, { optimizer: tf.train.adam(0.02), loss: "meanSquaredError", seed: 1 });
const { history } = await captured.fit(x, tf.sum(x, 1, true), { epochs: 60 });
console.log("loss", history.loss[0] > 4 * history.loss.at(-1) ? "falls" : history.loss.join(" "));
console.log("engines", (await listEngines()).filter((one) => one.available).map((one) => one.name).join(" "));
`;

async function main(out: string | undefined, everyPlatform: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "packed-engine-"));
  try {
    const [staged, empty] = [join(folder, "staged"), join(folder, "empty")];
    await mkdir(join(staged, "lib", "base"), { recursive: true });
    await mkdir(empty);
    await stage(staged, everyPlatform);
    const name = run("npm", ["pack", "--silent"], staged).split("\n").at(-1)!;
    const packed = join(staged, name);
    const size = (await readFile(packed)).byteLength;
    console.log(
      `${name}: ${(size / 1e6).toFixed(1)} MB, for ${everyPlatform ? "all platforms" : `${platform()}/${arch()}`}`,
    );
    const started = performance.now();
    await writeFile(join(empty, "package.json"), JSON.stringify({ type: "module", private: true }));
    run("npm", ["install", packed, "--no-audit", "--no-fund"], empty);
    console.log(`npm install in an empty folder: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const lock = JSON.parse(await readFile(join(empty, "package-lock.json"), "utf8")) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const scripts = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    console.log(`packages with an install script: ${scripts.map(([path]) => path).join(", ") || "none"}`);
    if (scripts.some(([path]) => path.includes("onnxruntime")))
      throw new Error("the script of onnxruntime is back");
    await writeFile(join(empty, "trial.mjs"), trial);
    const printed = run(process.execPath, ["trial.mjs"], empty);
    console.log(printed);
    if (printed !== "step 25\nloss falls\nengines captured reference") throw new Error("the trial failed");
    if (out !== undefined) {
      await mkdir(dirname(resolve(out)), { recursive: true });
      await rename(packed, resolve(out)).catch(() => cp(packed, resolve(out)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main(process.argv[2], process.argv[3] === "all");
