/// <reference lib="dom" />

/** The value in a script element of `embeddedJson`: JSON as it is, or deflated where that is shorter. */
export async function readEmbedded(script: Element): Promise<unknown> {
  const text = script.textContent ?? "";
  if (!script.hasAttribute("data-deflated")) return JSON.parse(text);
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}
