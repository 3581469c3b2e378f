/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { labTexts } from "../texts.js";
import type { Supplies } from "./messages.js";
import { say } from "./say.js";

// What the page carries: gzipped files as base64, each in an element of its own.

/** The file with a name. @throws Error if the page is cut short */
function carried(name: string): ArrayBuffer {
  const element = document.getElementById(`file-${name}`);
  if (element === null) throw new Error(say(labTexts.cutShort, { file: name }));
  const text = atob(element.textContent);
  element.remove(); // its text is three times as large as the file
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}

export async function gunzipped(bytes: ArrayBuffer): Promise<string> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** A text file that the page carries. */
export const carriedText = (name: string): Promise<string> => gunzipped(carried(name));

/** What workers need. @param images names of the files of planes */
export function suppliesOf(images: readonly string[]): Supplies {
  return {
    wasm: carried("wasm"),
    table: carried("table"),
    planes: Object.fromEntries(images.map((name) => [name, carried(`images-${name}`)])),
  };
}
