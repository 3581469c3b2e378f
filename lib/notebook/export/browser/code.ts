/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { recall, remember } from "./stored.js";
import { word } from "./words.js";

/** Code is folded cell by cell; one switch opens or closes all of it. */
export function setUpCode(): void {
  const button = document.getElementById("code-switch");
  const cells = [...document.querySelectorAll<HTMLDetailsElement>("details.code")];
  if (cells.length === 0) button?.remove();
  const show = (open: boolean): void => {
    for (const cell of cells) cell.open = open;
    if (button) button.textContent = word(open ? "Hide code" : "Show code");
  };
  show(recall("report-code") === "shown");
  button?.addEventListener("click", () => {
    const open = cells.some((cell) => !cell.open);
    show(open);
    remember("report-code", open ? "shown" : "hidden");
  });
}
