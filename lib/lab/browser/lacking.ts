/// <reference lib="dom" />

/** A WebAssembly module of one function with one SIMD instruction: (func (result v128) (i32.const 0) (i8x16.splat)). */
const simd = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** What the browser does not have of all that the lab needs, by name. */
export function lacking(given: typeof globalThis = globalThis): string[] {
  const has = (name: string) => name in given;
  const wanted: readonly (readonly [string, boolean])[] = [
    ["WebAssembly", has("WebAssembly")],
    ["WebAssembly SIMD", has("WebAssembly") && given.WebAssembly.validate(simd)],
    ["Worker", has("Worker")],
    ["DecompressionStream", has("DecompressionStream")],
  ];
  return wanted.filter(([, there]) => !there).map(([name]) => name);
}
