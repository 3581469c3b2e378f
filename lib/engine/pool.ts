import type { Numbers } from "./graph/graph.js";
import type { Dtype } from "./graph/value.js";

interface Pin {
  count: number;
  /** Set once the tensor is disposed of. The last unpin then returns the buffer to the pool. */
  given?: Numbers;
}

/**
 * Buffers of disposed tensors, kept for new tensors of the same size. A training loop that disposes of the old
 * parameters after each step therefore alternates between two sets of buffers.
 *
 * A buffer is pinned while a running graph reads it. If it is given back during that time, it is reused only after the
 * last reader has finished.
 *
 * The pool keeps as many bytes as are in use, so that a loop can alternate, and `floor` bytes in any case. Beyond that
 * it drops buffers, those of the size that was asked for longest ago first.
 */
export class BufferPool {
  /** Bytes that may be kept however few are in use. */
  floor = 256 * 2 ** 20;
  /** Free buffers by their size; the size used last comes last. */
  readonly #free = new Map<number, ArrayBuffer[]>();
  #inUse = 0;
  readonly #pinned = new Map<ArrayBufferLike, Pin>();
  #bytes = 0;

  /** Bytes kept for reuse. */
  get bytes(): number {
    return this.#bytes;
  }

  take(elements: number, dtype: Dtype): Numbers {
    const bytes = elements * (dtype === "bool" ? 1 : 4);
    const list = this.#free.get(bytes);
    const found = list?.pop();
    if (list) {
      this.#free.delete(bytes);
      if (list.length > 0) this.#free.set(bytes, list);
    }
    if (found) this.#bytes -= bytes;
    this.#inUse += bytes;
    const buffer = found ?? new ArrayBuffer(bytes);
    if (dtype === "float32") return new Float32Array(buffer);
    return dtype === "int32" ? new Int32Array(buffer) : new Uint8Array(buffer);
  }

  /** Takes back the whole buffer of a tensor: at once, or after the last unpin if it is pinned. */
  give(array: Numbers): void {
    const { buffer } = array;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== array.byteLength) return;
    const pin = this.#pinned.get(buffer);
    if (pin) pin.given = array;
    else this.#keep(buffer);
  }

  /** Keeps a buffer from being reused until `unpin` has been called as often as `pin`. */
  pin({ buffer }: Numbers): void {
    const pin = this.#pinned.get(buffer);
    if (pin) pin.count += 1;
    else this.#pinned.set(buffer, { count: 1 });
  }

  unpin({ buffer }: Numbers): void {
    const pin = this.#pinned.get(buffer);
    if (pin === undefined) return;
    pin.count -= 1;
    if (pin.count > 0) return;
    this.#pinned.delete(buffer);
    if (pin.given) this.give(pin.given);
  }

  #keep(buffer: ArrayBuffer): void {
    const list = this.#free.get(buffer.byteLength);
    if (list) list.push(buffer);
    else this.#free.set(buffer.byteLength, [buffer]);
    this.#bytes += buffer.byteLength;
    this.#inUse -= buffer.byteLength;
    this.#trim();
  }

  #trim(): void {
    const bound = Math.max(this.floor, this.#inUse);
    for (const [size, list] of this.#free) {
      while (this.#bytes > bound && list.pop()) this.#bytes -= size;
      if (list.length > 0) return;
      this.#free.delete(size);
    }
  }

  clear(): void {
    this.#pinned.clear();
    this.#free.clear();
    this.#bytes = 0;
    this.#inUse = 0;
  }
}
