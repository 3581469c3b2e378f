import type { Graph } from "./graph.js";

/** Removes the nodes and constants that no output needs. Inputs stay, because they are the graph's signature. */
export function prune(graph: Graph): void {
  const needed = new Set(graph.outputs.map((port) => port.name));
  const nodes = graph.nodes.splice(0);
  const kept = [];
  for (const node of nodes.reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of node.inputs) needed.add(input);
    kept.push(node);
  }
  graph.nodes.push(...kept.reverse());
  const constants = graph.constants.splice(0).filter((constant) => needed.has(constant.name));
  graph.constants.push(...constants);
}
