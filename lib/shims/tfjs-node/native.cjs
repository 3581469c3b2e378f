// The real @tensorflow/tfjs-node: the one built by `npm run engine:native`, or else the one npm installed. Throws if
// neither loads. Plain CommonJS, because danfojs-node (through index.cjs) and lib/engine/native/load.ts require it.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const util = require("node:util");
const { checkWhole } = require("./whole.cjs");

// tfjs-node 4.22.0 calls this function, which Node.js 23 removed.
util.isNullOrUndefined ??= (value) => value === undefined || value === null;

// TensorFlow reads both variables once, when it starts. Without the first, every process prints build information to
// stderr. Without the second, each process uses all cores, and the processes of a sweep compete for them.
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
process.env.TF_NUM_INTRAOP_THREADS ??= "1";

// The build sets this variable to test what it made before installing it.
const folder = process.env.ROBUSTNESS_NATIVE ?? join(__dirname, "..", "..", "..", ".native");
const built = join(folder, "node_modules", "tfjs-node-native");
if (existsSync(built)) {
  const [{ version }, wanted] = [require(join(built, "package.json")), require("./package.json").version];
  if (version !== wanted)
    throw new Error(
      `.native holds tfjs-node ${version}, ${wanted} expected: run npm run engine:native again`,
    );
  if (process.env.ROBUSTNESS_NATIVE === undefined) checkWhole(folder); // during the build there are no digests yet
}
module.exports = require(existsSync(built) ? built : "tfjs-node-native");
