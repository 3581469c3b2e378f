import { deflateSync, inflateSync } from "node:zlib";
import { jsonForScript } from "./escape.js";

/** Characters of JSON from which on it is deflated. */
const large = 8_000;

/**
 * Data for the page's script as a script element: JSON as it is, or, if there is much of it, deflated and in base64.
 * The browser inflates it when it is looked at.
 * @param attribute by which the page's script finds it, e.g. `data-figure="figure-1"`
 */
export function embeddedJson(value: unknown, attribute: string): string {
  const json = jsonForScript(value);
  return json.length < large
    ? `<script type="application/json" ${attribute}>${json}</script>`
    : `<script type="application/zlib" ${attribute} data-deflated>${deflateSync(json, { level: 9 }).toString("base64")}</script>`;
}

const heldScripts = new Map<string, string>();

/** A script as the page holds it until `runHeldScript` runs it: deflated and in base64. */
export function heldScript(name: string, script: string): string {
  const held = heldScripts.get(script) ?? deflateSync(script, { level: 9 }).toString("base64");
  heldScripts.set(script, held);
  return `<script type="application/zlib" data-held="${name}">${held}</script>`;
}

/** The value of such an element, for programs that read reports. @throws Error if it holds no JSON */
export function embeddedValue(script: {
  readonly textContent: string | null;
  hasAttribute(name: string): boolean;
}): unknown {
  const text = script.textContent ?? "";
  return JSON.parse(
    script.hasAttribute("data-deflated") ? inflateSync(Buffer.from(text, "base64")).toString("utf8") : text,
  );
}
