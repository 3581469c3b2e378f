import { InputError } from "../../base/errors.js";
import { inputSize, type Preprocessing } from "../pixels/preprocess.js";
import { type GraphValue, type OnnxGraph, valueText } from "./graph.js";

/** Whether a value can hold images: [images, channels, height, width]. */
export const isImages = ({ shape, type }: GraphValue): boolean =>
  shape.length === 4 && type.startsWith("float");

/** Whether a value can hold token numbers: [texts, length]. */
export const isTokens = ({ shape, type }: GraphValue): boolean =>
  shape.length === 2 && /^int(32|64)$/.test(type);

/** The graph's value of a name, or else the only one that fits. @throws InputError if there is none, or several */
export function choose(
  { file }: OnnxGraph,
  kind: "input" | "output" | "text-input" | "text-output",
  values: readonly GraphValue[],
  name: string | undefined,
  fits: (value: GraphValue) => boolean,
): GraphValue {
  const known = values.map(valueText).join(", ");
  const noun = kind.replace("-", " ");
  if (name !== undefined) {
    const found = values.find((value) => value.name === name);
    if (!found) throw new InputError(`${file}: no ${noun} "${name}", expected one of ${known}`);
    return found;
  }
  const fitting = values.filter(fits);
  const one = fitting.length === 1 ? fitting[0] : values.length === 1 ? values[0] : undefined;
  if (!one)
    throw new InputError(
      `${file}: ${noun}s ${known}: which one is meant is not clear, name it with --${kind}`,
    );
  return one;
}

/** Checks that the graph takes the images that the preprocessing makes. */
export function checkSize(
  graph: OnnxGraph,
  input: GraphValue,
  preprocessing: Preprocessing,
): { width: number; height: number } {
  const size = inputSize(preprocessing);
  if (!size)
    throw new InputError(
      `${graph.file}: its images have no fixed size, expected a crop or both sides of the size`,
    );
  const [, channels, height, width] = input.shape;
  const wanted = [channels ?? 3, height ?? size.height, width ?? size.width];
  if (input.shape.length !== 4 || wanted[0] !== 3 || wanted[1] !== size.height || wanted[2] !== size.width)
    throw new InputError(
      `${graph.file}: input "${input.name}" takes ${input.shape.map((one) => one ?? "?").join(" × ")}, expected images × 3 × ${size.height} × ${size.width} as the preprocessing makes them`,
    );
  return size;
}
