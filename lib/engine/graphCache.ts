import type { Compiled, GraphSummary } from "./compiled.js";

interface Slot {
  readonly graph: Promise<Compiled>;
  summary?: GraphSummary;
}

/** The graphs of a captured function, by the signature of their inputs. Only those used last are kept. */
export class GraphCache {
  readonly #bound: number;
  /** The least recently used first. */
  readonly #slots = new Map<string, Slot>();
  /** Graphs that are being released. */
  readonly #leaving = new Set<Promise<void>>();

  /** @param bound the largest number of graphs, at least 1 */
  constructor(bound: number) {
    this.#bound = bound;
  }

  /** The graphs that are ready, the least recently used first. */
  get summaries(): GraphSummary[] {
    return [...this.#slots.values()].flatMap(({ summary }) => summary ?? []);
  }

  has(signature: string): boolean {
    return this.#slots.has(signature);
  }

  /** The graph for a signature, made if it is not here. A graph that cannot be made is forgotten. */
  get(signature: string, make: () => Promise<Compiled>): Promise<Compiled> {
    let slot = this.#slots.get(signature);
    if (slot === undefined) {
      for (const [oldest, { graph }] of this.#slots) {
        if (this.#slots.size < this.#bound) break;
        this.#slots.delete(oldest);
        this.#release(graph);
      }
      const made: Slot = { graph: make() };
      slot = made;
      made.graph.then(
        ({ summary }) => {
          made.summary = summary;
        },
        () => {
          if (this.#slots.get(signature) === made) this.#slots.delete(signature);
        },
      );
    } else this.#slots.delete(signature);
    this.#slots.set(signature, slot); // last, since it is the most recently used
    return slot.graph;
  }

  /** Releases all graphs once their pending runs have finished. */
  async dispose(): Promise<void> {
    for (const { graph } of this.#slots.values()) this.#release(graph);
    this.#slots.clear();
    await Promise.all(this.#leaving);
  }

  /** Whoever already waits for the graph starts it before it is released, because promises are settled in order. */
  #release(graph: Promise<Compiled>): void {
    const leaving: Promise<void> = graph
      .then((one) => one.dispose())
      .catch(() => {}) // a graph that was never made needs no release
      .finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }
}
