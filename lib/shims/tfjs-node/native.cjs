// The real @tensorflow/tfjs-node: as `npm run engine:native` built it, else as npm installed it. Throws where neither
// loads. Plain CommonJS, because danfojs-node requires it through index.cjs, and lib/engine/native/load.ts too.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const util = require("node:util");
const { checkWhole } = require("./whole.cjs");

// tfjs-node 4.22.0 calls this function, which Node.js 23 took away.
util.isNullOrUndefined ??= (value) => value === undefined || value === null;

// TensorFlow reads both once, when it starts. Without the first it reports its build on stderr in every process;
// without the second each process takes all cores, and a sweep's processes would fight for them.
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
process.env.TF_NUM_INTRAOP_THREADS ??= "1";

// Set by the build alone, which tries what it made before it puts it in place.
const folder = process.env.ROBUSTNESS_NATIVE ?? join(__dirname, "..", "..", "..", ".native");
const built = join(folder, "node_modules", "tfjs-node-native");
if (existsSync(built)) {
  const [{ version }, wanted] = [require(join(built, "package.json")), require("./package.json").version];
  if (version !== wanted)
    throw new Error(
      `.native holds tfjs-node ${version}, ${wanted} expected: run npm run engine:native again`,
    );
  if (process.env.ROBUSTNESS_NATIVE === undefined) checkWhole(folder); // the build tries what has no digests yet
}
module.exports = require(existsSync(built) ? built : "tfjs-node-native");
