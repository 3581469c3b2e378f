/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { setUpCode } from "./code.js";
import { setUpContents } from "./contents.js";
import { setUpFigures } from "./figures.js";
import { setUpLanguage } from "./language.js";
import { setUpNotes } from "./notes.js";
import { setUpTheme } from "./theme.js";
import { setUpWidgets } from "./widgets.js";

// What runs in the reader's browser. It is bundled into the page, so it imports nothing but its neighbours.

const redraw = setUpFigures();
setUpTheme(redraw);
setUpCode();
setUpContents();
setUpNotes();
setUpLanguage();
setUpWidgets();
