import * as tf from "@tensorflow/tfjs";
import { capturedKernels, refuse } from "./define.js";

const text = "text has no counterpart in a graph";
const complex = "complex numbers have no counterpart in a graph";
const dynamic = "the shape of its result depends on the numbers, which are not known while a graph is made";
const absent = "there is no counterpart in ONNX";
const random =
  "it draws random numbers, which would need a generator in the graph; draw them outside and pass them as an input";

/** Why a kernel of TensorFlow.js cannot be captured. Any kernel that is neither here nor defined gets `absent`. */
const refusals: Readonly<Record<string, string>> = {
  Complex: complex,
  ComplexAbs: complex,
  FFT: complex,
  IFFT: complex,
  Imag: complex,
  Real: complex,
  Multinomial: random,
  NonMaxSuppressionV3: dynamic,
  NonMaxSuppressionV4: dynamic,
  NonMaxSuppressionV5: dynamic,
  RaggedGather: dynamic,
  RaggedRange: dynamic,
  RaggedTensorToTensor: dynamic,
  SparseFillEmptyRows: dynamic,
  SparseReshape: dynamic,
  SparseSegmentMean: dynamic,
  SparseSegmentSum: dynamic,
  Unique: dynamic,
  BroadcastArgs: dynamic,
  StaticRegexReplace: text,
  StringNGrams: text,
  StringSplit: text,
  StringToHashBucketFast: text,
  BitwiseAnd: "ONNX has it from operator set 18 on; the graphs here are of operator set 17",
  CropAndResize: absent,
  Dilation2DBackpropFilter: absent,
  Dilation2DBackpropInput: absent,
  Draw: absent,
  RotateWithOffset: absent,
  Transform: absent,
};

/**
 * The kernels of TensorFlow.js that cannot be captured, with reasons: those above and any others of the cpu backend.
 */
export function refusedKernels(): Map<string, string> {
  const names = [
    ...Object.keys(refusals),
    ...tf.getKernelsForBackend("cpu").map((kernel) => kernel.kernelName),
  ];
  const refused = names.filter((name) => !capturedKernels.has(name)).sort();
  return new Map(refused.map((name) => [name, refusals[name] ?? absent]));
}

for (const [name, reason] of refusedKernels()) refuse(name, reason);
