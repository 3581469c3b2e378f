import type { Numbers } from "./graph/graph.js";
import type { Dtype } from "./graph/value.js";

/**
 * Buffers of tensors that were disposed, kept for the next ones of the same size. A training loop that disposes the
 * old parameters after each step so goes back and forth between two sets of buffers.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>();
  #bytes = 0;

  /** Bytes held for reuse. */
  get bytes(): number {
    return this.#bytes;
  }

  take(elements: number, dtype: Dtype): Numbers {
    const bytes = elements * (dtype === "bool" ? 1 : 4);
    const found = this.#free.get(bytes)?.pop();
    if (found) this.#bytes -= bytes;
    const buffer = found ?? new ArrayBuffer(bytes);
    if (dtype === "float32") return new Float32Array(buffer);
    return dtype === "int32" ? new Int32Array(buffer) : new Uint8Array(buffer);
  }

  give(array: Numbers): void {
    const { buffer } = array;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== array.byteLength) return;
    const list = this.#free.get(buffer.byteLength);
    if (list) list.push(buffer);
    else this.#free.set(buffer.byteLength, [buffer]);
    this.#bytes += buffer.byteLength;
  }

  clear(): void {
    this.#free.clear();
    this.#bytes = 0;
  }
}
