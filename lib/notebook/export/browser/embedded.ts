/// <reference lib="dom" />

/** The value in a script element of `embeddedJson`: JSON as it is, or deflated where that is shorter. */
export async function readEmbedded(script: Element): Promise<unknown> {
  return script.hasAttribute("data-deflated")
    ? inflated(script).json()
    : JSON.parse(script.textContent ?? "");
}

/**
 * Runs a script that the page holds deflated. Only the text whose hash stands in the page's policy can run.
 * @returns whether there is one of that name
 */
export async function runHeldScript(name: string): Promise<boolean> {
  const held = document.querySelector(`script[data-held="${name}"]`);
  if (!held) return false;
  const script = document.createElement("script");
  script.textContent = await inflated(held).text();
  document.head.append(script);
  script.remove();
  held.remove();
  return true;
}

function inflated(script: Element): Response {
  const text = atob(script.textContent ?? "");
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at); // `Uint8Array.from` is ten times slower
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
}
