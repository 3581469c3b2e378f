// Writes small ONNX graphs field by field (onnx.proto), in the element types that the engine's own writer does not have.
import { PbfWriter } from "pbf";
import { toHalf } from "../../../lib/evaluation/models/graph.js";

type Pbf = InstanceType<typeof PbfWriter>;

const elementTypes = { float32: 1, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementTypes;

export interface PortSpec {
  readonly name: string;
  readonly type: ElementType;
  /** A name stands for any size. */
  readonly dims: readonly (number | string)[];
}

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface ConstantSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

const message = (pbf: Pbf, field: number, write: (inner: Pbf) => void) =>
  pbf.writeMessage(field, (_: unknown, inner: Pbf) => write(inner), undefined);

function bytesOf({ type, values }: ConstantSpec): Uint8Array {
  const made = {
    float32: () => Float32Array.from(values),
    float16: () => Uint16Array.from(values, toHalf),
    int8: () => Int8Array.from(values),
    int32: () => Int32Array.from(values),
    int64: () => BigInt64Array.from(Array.from(values), BigInt),
  }[type]();
  return new Uint8Array(made.buffer);
}

function port(pbf: Pbf, field: number, { name, type, dims }: PortSpec): void {
  message(pbf, field, (info) => {
    info.writeStringField(1, name);
    message(info, 2, (kind) =>
      message(kind, 1, (tensor) => {
        tensor.writeVarintField(1, elementTypes[type]);
        message(tensor, 2, (shape) => {
          for (const size of dims)
            message(shape, 1, (one) =>
              typeof size === "number" ? one.writeVarintField(1, size) : one.writeStringField(2, size),
            );
        });
      }),
    );
  });
}

/** The bytes of a model of operator set 13. */
export function onnxBytes(graph: {
  readonly nodes: readonly NodeSpec[];
  readonly constants: readonly ConstantSpec[];
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
}): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  message(pbf, 7, (own) => {
    for (const { op, inputs, outputs, attributes = {} } of graph.nodes)
      message(own, 1, (node) => {
        for (const input of inputs) node.writeStringField(1, input);
        for (const output of outputs) node.writeStringField(2, output);
        node.writeStringField(4, op);
        for (const [name, value] of Object.entries(attributes))
          message(node, 5, (attribute) => {
            attribute.writeStringField(1, name);
            if (typeof value === "number") attribute.writeVarintField(3, value);
            else for (const one of value) attribute.writeVarintField(8, one);
            attribute.writeVarintField(20, typeof value === "number" ? 2 : 7);
          });
      });
    own.writeStringField(2, "small");
    for (const constant of graph.constants)
      message(own, 5, (tensor) => {
        for (const size of constant.dims) tensor.writeVarintField(1, size);
        tensor.writeVarintField(2, elementTypes[constant.type]);
        tensor.writeStringField(8, constant.name);
        tensor.writeBytesField(9, bytesOf(constant));
      });
    for (const one of graph.inputs) port(own, 11, one);
    for (const one of graph.outputs) port(own, 12, one);
  });
  message(pbf, 8, (opset) => opset.writeVarintField(2, 13));
  return pbf.finish();
}
