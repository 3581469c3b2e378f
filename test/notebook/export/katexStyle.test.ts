import assert from "node:assert/strict";
import { test } from "node:test";
import katex from "katex";
import { katexStyle } from "../../../lib/notebook/export/katexStyle.js";

/** Families and variants of the fonts inside the sheet for a formula, e.g. `Main 700 normal`. */
function fontsFor(formula: string): string[] {
  const sheet = katexStyle(katex.renderToString(formula));
  return [...sheet.matchAll(/@font-face\{([^}]*)\}/g)]
    .map(([, body = ""]) => {
      const of = (property: string) => new RegExp(`${property}:([^;]*)`).exec(body)?.[1];
      assert.match(body, /src:url\(data:font\/woff2;base64,[A-Za-z0-9+/=]{1000,}\) format\("woff2"\)/);
      return `${/KaTeX_(\w+)/.exec(body)?.[1]} ${of("font-weight")} ${of("font-style")}`;
    })
    .sort();
}

const plain = ["Main 400 normal", "Math 400 italic"];

test("a page without mathematics has no KaTeX sheet", () => {
  assert.equal(katexStyle('<p class="prose">x</p>'), "");
});

test("a formula brings the fonts it is set in, and no others", () => {
  assert.deepEqual(fontsFor(String.raw`\rho(f) = x^2`), plain);
  assert.deepEqual(fontsFor(String.raw`x \in \mathbb{R}`), ["AMS 400 normal", ...plain]);
  assert.deepEqual(fontsFor(String.raw`\mathbf{x} + y`), [
    "Main 400 normal",
    "Main 700 normal",
    "Math 400 italic",
  ]);
  assert.deepEqual(fontsFor(String.raw`x + \text{\textit{a}}`), [
    "Main 400 italic",
    "Main 400 normal",
    "Math 400 italic",
  ]);
  assert.deepEqual(fontsFor(String.raw`\mathcal{L} + x`), ["Caligraphic 400 normal", ...plain]);
});

test("large brackets and sums bring their sizes", () => {
  const fonts = fontsFor(
    String.raw`\left(\frac{\sum_i x_i}{\bigl(y\bigr)}\right) \qquad \displaystyle\sum_i x`,
  );
  for (const needed of ["Size1 400 normal", "Size2 400 normal", "Size3 400 normal"])
    assert.ok(fonts.includes(needed), `${needed} is missing from ${fonts.join(", ")}`);
});

test("nothing in the sheet points outside the page", () => {
  const sheet = katexStyle(katex.renderToString("x"));
  assert.deepEqual(
    [...sheet.matchAll(/url\((?!data:)[^)]*\)/g)].map(([all]) => all),
    [],
  );
});
