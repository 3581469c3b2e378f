import { CaptureError } from "../errors.js";
import { elementCode } from "./elementwise.js";
import type { Graph, Node } from "./graph.js";

/** What an input or output of a saved graph is called, and the integers that an input takes. */
export interface SavedPort {
  readonly name: string;
  /** An int32 input can take 64-bit integers instead, as most exporters' token numbers are. */
  readonly type?: "int64";
}

/**
 * Renames inputs and outputs of a graph, in place.
 * @param ports by the path of the tensor: `inputs[0]`, `inputs[1].labels`, `outputs`, `outputs.loss`
 * @throws CaptureError for a path that the graph does not have, a name that is there twice, or int64 for an input that
 *   is not int32
 */
export function renamePorts(graph: Graph, ports: Readonly<Record<string, SavedPort>>): void {
  const all = [...graph.inputs, ...graph.outputs];
  const unknown = Object.keys(ports).find((path) => !all.some(({ name }) => name === path));
  if (unknown !== undefined)
    throw new CaptureError(
      `ports: the graph has no ${unknown}, expected one of ${all.map(({ name }) => name).join(", ")}`,
    );
  const names = all.map(({ name }) => ports[name]?.name ?? name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new CaptureError(`ports: two are called ${twice}, expected different names`);
  const casts: Node[] = [];
  const renamed = new Map<string, string>();
  for (const [at, port] of graph.inputs.entries()) {
    const asked = ports[port.name];
    if (asked === undefined) continue;
    if (asked.type === "int64") {
      if (port.type !== "int32")
        throw new CaptureError(`ports: ${port.name} is ${port.type}, expected int32 to take int64`);
      const to = { to: elementCode.int32 };
      const name = `${asked.name}/Cast`;
      casts.push({ name, domain: "", op: "Cast", inputs: [asked.name], outputs: [name], attributes: to });
      renamed.set(port.name, name);
    } else renamed.set(port.name, asked.name);
    graph.inputs[at] = { ...port, ...asked };
  }
  for (const [at, port] of graph.outputs.entries()) {
    const name = ports[port.name]?.name;
    if (name === undefined) continue;
    renamed.set(port.name, name);
    graph.outputs[at] = { ...port, name };
  }
  const now = (name: string) => renamed.get(name) ?? name;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(now),
    outputs: node.outputs.map(now),
  }));
  graph.nodes.splice(0, graph.nodes.length, ...casts, ...nodes);
}
