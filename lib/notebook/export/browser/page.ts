/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { MountWidget } from "../../widget.js";
import { setUpCode } from "./code.js";
import { setUpContents } from "./contents.js";
import { setUpFigures } from "./figures.js";
import { setUpNotes } from "./notes.js";
import { setUpTheme } from "./theme.js";
import { setUpWidgets } from "./widgets.js";

/**
 * What runs in the reader's browser. It is bundled into the page with the widgets that the page has.
 * @param widgets what builds a widget, by its kind
 */
export function setUpPage(widgets: Readonly<Record<string, MountWidget>>): void {
  const redraw = setUpFigures();
  setUpTheme(redraw);
  setUpCode();
  setUpContents();
  setUpNotes();
  setUpWidgets(widgets);
}
