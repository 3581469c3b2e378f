// danfojs-node requires "@tensorflow/tfjs-node". The real package is installed as `tfjs-node-native` (an optional
// dependency, because its installer needs a download) or built by `npm run engine:native`. This file loads it if
// possible, and plain TensorFlow.js otherwise. Both use the same copy of tfjs-core.
try {
  module.exports = require("./native.cjs");
} catch {
  module.exports = require("@tensorflow/tfjs");
}
