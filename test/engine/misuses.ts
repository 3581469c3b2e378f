import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";

// Ways to misuse a step function, each with the message it gets. LINE stands for its line in this file.
const here = fileURLToPath(import.meta.url)
  .replace(/\.js$/, ".ts")
  .replace(/[\\/]dist[\\/]test/, "/test");

export interface Misuse {
  readonly name: string;
  readonly step: (...inputs: tf.Tensor[]) => unknown;
  readonly inputs: readonly tf.Tensor[];
  readonly expected: RegExp;
}

const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
const outside = tf.variable(tf.tensor1d([1, 2, 3]), true, "outside");

const list: [string, Misuse["step"], tf.Tensor[], RegExp][] = [
  [
    "a kernel without a counterpart",
    (a) => tf.image.cropAndResize(a as tf.Tensor4D, tf.tensor2d([0, 0, 1, 1], [1, 4]), [0], [2, 2]),
    [tf.ones([1, 4, 4, 1])],
    /^CropAndResize\(\[1,4,4,1\] float32, \[1,4\] float32, \[1\] int32\) at LINE: there is no counterpart in ONNX$/,
  ],
  [
    "dataSync",
    (a) => tf.mul(a, tf.square(a).dataSync()[0]!),
    [x],
    /^the value of \[2,3\] float32, made by Square, is read at LINE, but while a step function is captured nothing is computed: /,
  ],
  [
    "data() that nobody awaits",
    (a) => {
      void tf.exp(a).data();
      return a;
    },
    [x],
    /^the value of \[2,3\] float32, made by Exp, is read at LINE/,
  ],
  [
    "print",
    (a) => {
      a.print();
      return a;
    },
    [x],
    /^the value of \[2,3\] float32, made by input inputs\[0\], is read at LINE/,
  ],
  [
    "a branch on a value",
    (a) => (tf.sum(a).dataSync()[0]! > 0 ? a : tf.neg(a)),
    [x],
    /made by Sum, is read at LINE.*no branch or loop that depends on a value; use tf\.where/,
  ],
  [
    "an asynchronous step",
    async (a) => a,
    [x],
    /^the step function is asynchronous; it must return tensors$/,
  ],
  [
    "complex numbers",
    (a) => tf.complex(a, a),
    [x],
    /^Complex\(\[2,3\] float32, \[2,3\] float32\) at LINE: complex numbers have no counterpart in a graph$/,
  ],
  [
    "text",
    () => tf.tensor(["a", "b"]),
    [x],
    /^a tensor of dtype string at LINE: only float32, int32 and bool can be captured$/,
  ],
  [
    "a shape that depends on the numbers",
    (a) => tf.unique(tf.reshape(a, [6])).values,
    [x],
    /^Unique\(\[6\] float32\) at LINE: the shape of its result depends on the numbers/,
  ],
  [
    "random numbers of its own",
    (a) => tf.mul(a, Math.random()),
    [x],
    /^a random number is drawn at LINE: it would be drawn once.*pass it as an input$/,
  ],
  [
    "reading a variable",
    (a) => tf.add(a, outside),
    [x],
    /^variable outside \[3\] float32 is used at LINE, but a captured function would not see it change/,
  ],
  [
    "making a variable",
    (a) => tf.add(tf.variable(a, true, "made"), 1),
    [x],
    /^variable made \[2,3\] float32 is made inside a captured function/,
  ],
  [
    "shapes that do not fit",
    (a) => tf.matMul(a as tf.Tensor2D, a as tf.Tensor2D),
    [x],
    /^BatchMatMul\(\[2,3\] float32, \[2,3\] float32\) at LINE: the inner lengths of \[2,3\] and \[2,3\] differ$/,
  ],
  ["a result that is no tensor", (a) => ({ a, b: 3 }), [x], /^outputs\.b is the number 3, expected a tensor/],
  [
    "a capture inside another",
    (a) => {
      void capture((b: tf.Tensor) => b)(a);
      return a;
    },
    [x],
    /^a captured function is called inside another, at LINE: call the step function itself$/,
  ],
];

export const misuses: readonly Misuse[] = list.map(([name, step, inputs, expected]) => ({
  name,
  step,
  inputs,
  expected,
}));

/** What a misuse is answered with; undefined if nothing is wrong with it. */
export async function answerTo({ step, inputs }: Misuse): Promise<Error | undefined> {
  const captured = capture(step);
  try {
    await captured(...inputs);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await captured.dispose();
  }
}

/** A message with LINE for the line in this file. */
export const withoutLine = ({ message }: Error): string => {
  const escaped = here.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return message.replace(new RegExp(`${escaped}:\\d+:\\d+`, "g"), "LINE");
};
