import * as tf from "@tensorflow/tfjs";

// tfjs-node refuses convolutions whose padding is a number, which TensorFlow.js allows. Its kernels are wrapped here:
// the images are padded first, and their gradient is cut out of the gradient of the padded images.

type Attributes = Readonly<Record<string, unknown>>;
/** A kernel receives tensors without their methods. The types of runKernel ask for more than it uses. */
type KernelInputs = Readonly<Record<string, tf.Tensor>>;

/**
 * Makes the native convolution and its gradients accept a number of rows and columns of zeros as padding.
 * @param backendName the backend that they are registered for
 */
export function acceptPadding(backendName: string): void {
  for (const name of ["Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter"]) {
    const kernel = tf.getKernel(name, backendName);
    tf.unregisterKernel(name, backendName);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => padded(kernel.kernelFunc, call as Parameters<tf.KernelFunc>[0]),
    });
  }
}

function padded(kernel: tf.KernelFunc, call: Parameters<tf.KernelFunc>[0]): ReturnType<tf.KernelFunc> {
  const attrs = call.attrs as Attributes;
  const inputs = call.inputs as KernelInputs;
  const { pad, dataFormat } = attrs;
  if (typeof pad !== "number" || pad === 0 || dataFormat !== "NHWC") return kernel(call);
  const [height, width] = (attrs.filterShape ?? inputs.filter!.shape) as number[];
  const strides = [attrs.strides].flat() as number[];
  const same = strides.every((stride) => stride === 1) && height === 2 * pad + 1 && width === height;
  if (same && isOne(attrs.dilations)) return kernel({ ...call, attrs: { ...attrs, pad: "same" } } as never);
  const valid = (more: object, others: object) =>
    kernel({
      ...call,
      inputs: { ...inputs, ...others },
      attrs: { ...attrs, pad: "valid", ...more },
    } as never);
  if (inputs.x) return valid({}, { x: zerosAround(inputs.x, pad) });
  const [batch, rows, columns, channels] = attrs.inputShape as [number, number, number, number];
  const around = valid({ inputShape: [batch, rows + 2 * pad, columns + 2 * pad, channels] }, {});
  return tf
    .engine()
    .runKernel(
      "Slice",
      { x: around as tf.Tensor },
      { begin: [0, pad, pad, 0], size: [batch, rows, columns, channels] },
    ) as tf.TensorInfo;
}

const isOne = (dilations: unknown): boolean => [dilations ?? 1].flat().every((each) => each === 1);

function zerosAround(x: tf.Tensor, pad: number): tf.TensorInfo {
  const paddings = [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ];
  return tf.engine().runKernel("PadV2", { x }, { paddings, constantValue: 0 }) as tf.TensorInfo;
}
