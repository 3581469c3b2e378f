// The exports of the engine packed alone (test/longer/packedEngine.ts), without what only works in this clone.
export type { KernelCall } from "./backend.js";
export { type Captured, type CaptureOptions, capture } from "./capture.js";
export { chooseEngine, type EngineName, engineNames, listEngines } from "./choose.js";
export type { GraphSummary } from "./compiled.js";
export { type ValueWithAux, valueAndGrads } from "./gradients.js";
export {
  type CapturedModel,
  type CaptureModelOptions,
  captureModel,
  type FitHistory,
  type ModelFitOptions,
} from "./layersModel.js";
export {
  type AdamConfig,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  type FunctionalOptimizer,
  fromTrain,
  momentum,
  type OptimizerState,
  rmsprop,
  sgd,
} from "./optimizers.js";
export { trace } from "./trace.js";
export { leavesOf } from "./tree.js";
