import { CaptureError } from "./errors.js";
import type { Graph, Node, NumericArray } from "./graph/graph.js";
import type { Traced } from "./trace.js";

/** @throws CaptureError, with the line, if the second trace of a step function differs from the first */
export function refuseDifference(first: Traced, second: Traced): void {
  refuseOtherDraws(first, second);
  const [before, now] = [first.graph, second.graph].map(described) as [Described[], Described[]];
  const at = before.findIndex((node, index) => node.text !== now[index]?.text);
  const place = at < 0 && before.length < now.length ? before.length : at;
  const sameForm = JSON.stringify(first.outputForm) === JSON.stringify(second.outputForm);
  if (place < 0 && sameForm) return;
  const [was, is] = [before[place], now[place]];
  const what = place < 0 ? "its results have another form" : `${said(was)} became ${said(is)}`;
  const line = place < 0 ? "" : ` at ${lineOf(is ? second : first, (is ?? was)!.node)}`;
  throw new CaptureError(
    `the step function does not do the same each time it is called: ${what}${line}; whatever changes from call to call must be an input, tf.scalar(rate) for a number`,
  );
}

function refuseOtherDraws(first: Traced, second: Traced): void {
  for (let at = 0; at < Math.max(first.draws.length, second.draws.length); at++) {
    const [was, is] = [first.draws[at], second.draws[at]].map((draw) =>
      draw ? `[${draw.shape}] ${draw.dtype} with ${draw.distribution}` : "nothing",
    );
    if (was !== is)
      throw new CaptureError(
        `the step function does not do the same each time it is called: random numbers ${was} became ${is}; whatever changes from call to call must be an input: draw standard numbers and scale them by one`,
      );
  }
}

interface Described {
  readonly node: Node;
  /** The operator with its attributes and inputs; constants are written as their numbers. */
  readonly text: string;
  /** For a message: the operator and its constant inputs. */
  readonly short: string;
}

/** The nodes of a graph, in a form that can be compared with another graph's. */
function described(graph: Graph): Described[] {
  const constants = new Map(
    graph.constants.map(({ name, type, dims, data }) => [name, { type, dims, data }]),
  );
  return graph.nodes.map((node) => {
    const inputs = node.inputs.map((name) => {
      const constant = constants.get(name);
      return constant ? `${constant.type}[${constant.dims}]${bytes(constant.data)}` : name;
    });
    const numbers = node.inputs.flatMap((name) => {
      const constant = constants.get(name);
      return constant && constant.type !== "int64" ? [few(constant.data)] : [];
    });
    const attributes = JSON.stringify(node.attributes);
    return {
      node,
      text: `${node.name}|${node.domain}|${node.op}|${inputs.join()}|${attributes}`,
      short: numbers.length > 0 ? `${node.op} with ${numbers.join(" and ")}` : node.op,
    };
  });
}

const bytes = ({ buffer, byteOffset, byteLength }: NumericArray): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function few(data: NumericArray): string {
  const shown = Array.from(data.subarray(0, 3), String).join(", ");
  return data.length === 1 ? shown : `[${shown}${data.length > 3 ? ", …" : ""}]`;
}

const said = (one: Described | undefined): string => one?.short ?? "nothing";

/** The line of the kernel call that made a node. Nodes are numbered in the order in which they are made. */
function lineOf({ calls }: Traced, node: Node): string {
  const number = Number(/_(\d+)$/.exec(node.name)?.[1] ?? -1);
  return calls.find(({ nodes }) => number < nodes)?.line ?? "the end";
}
