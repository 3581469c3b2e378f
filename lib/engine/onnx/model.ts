import { PbfWriter } from "pbf";
import { elementCode } from "../graph/elementwise.js";
import { type Attribute, type Constant, Float, type Graph, type Node, type Port } from "../graph/graph.js";

/** The ONNX operator set of the models: the newest that Debian 12's onnx can check, and enough for this engine. */
const opset = 17;
const irVersion = 8;

/**
 * The bytes of an ONNX model (a ModelProto of onnx.proto, https://onnx.ai/onnx/api/classes.html) of one graph.
 * Field numbers are those of onnx.proto.
 */
export function onnxModel(graph: Graph, name: string): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, "tfjs-capture");
  pbf.writeMessage(7, writeGraph, { graph, name });
  const domains = new Set(graph.nodes.map((node) => node.domain));
  pbf.writeMessage(8, writeOpset, { domain: "", version: opset });
  for (const domain of domains) if (domain !== "") pbf.writeMessage(8, writeOpset, { domain, version: 1 });
  return pbf.finish();
}

function writeOpset({ domain, version }: { domain: string; version: number }, pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, version);
}

function writeGraph({ graph, name }: { graph: Graph; name: string }, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const constant of graph.constants) pbf.writeMessage(5, writeConstant, constant);
  for (const port of graph.inputs) pbf.writeMessage(11, writePort, port);
  for (const port of graph.outputs) pbf.writeMessage(12, writePort, port);
}

function writeNode(node: Node, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, attribute);
  if (node.domain !== "") pbf.writeStringField(7, node.domain);
}

const attributeType = { float: 1, int: 2, string: 3, floats: 6, ints: 7 };

function writeAttribute([name, attribute]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (attribute instanceof Float && typeof attribute.value !== "number") {
    for (const item of attribute.value) pbf.writeFloatField(7, item);
    pbf.writeVarintField(20, attributeType.floats);
  } else if (attribute instanceof Float) {
    pbf.writeFloatField(2, attribute.value as number);
    pbf.writeVarintField(20, attributeType.float);
  } else if (typeof attribute === "number") {
    pbf.writeVarintField(3, attribute);
    pbf.writeVarintField(20, attributeType.int);
  } else if (typeof attribute === "string") {
    pbf.writeBytesField(4, Buffer.from(attribute));
    pbf.writeVarintField(20, attributeType.string);
  } else {
    for (const item of attribute) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, attributeType.ints);
  }
}

function writeConstant({ name, type, dims, data }: Constant, pbf: PbfWriter): void {
  for (const length of dims) pbf.writeVarintField(1, length);
  pbf.writeVarintField(2, elementCode[type]);
  pbf.writeStringField(8, name);
  // ONNX requires little-endian data, and every platform that onnxruntime-node ships for is little-endian.
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writePort({ name, type, dims }: Port, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeType, { type, dims });
}

function writeType({ type, dims }: Pick<Port, "type" | "dims">, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, { type, dims });
}

function writeTensorType({ type, dims }: Pick<Port, "type" | "dims">, pbf: PbfWriter): void {
  pbf.writeVarintField(1, elementCode[type]);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: readonly number[], pbf: PbfWriter): void {
  for (const length of dims) pbf.writeMessage(1, writeDimension, length);
}

/** A dimension of any length has the length NaN (see anyBatch.ts). */
function writeDimension(length: number, pbf: PbfWriter): void {
  if (Number.isNaN(length)) pbf.writeStringField(2, "batch");
  else pbf.writeVarintField(1, length);
}
