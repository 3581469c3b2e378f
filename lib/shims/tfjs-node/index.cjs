// danfojs-node requires "@tensorflow/tfjs-node". The real package is installed as `tfjs-node-native`
// (an optional dependency: its installer needs a download) or built by `npm run engine:native`, so the name leads
// there where it loads and to plain TensorFlow.js elsewhere. Both register on the one copy of tfjs-core.
try {
  module.exports = require("./native.cjs");
} catch {
  module.exports = require("@tensorflow/tfjs");
}
