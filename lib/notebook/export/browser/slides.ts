/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import Reveal from "reveal.js";
import { setUpFigures } from "./figures.js";

// What runs in the browser that shows slides; bundled into the page.

setUpFigures();
const deck = new Reveal({
  controls: true,
  hash: true,
  slideNumber: "c/t",
  center: false,
  width: 1180,
  height: 760,
  margin: 0.03,
  transition: "none",
});
void deck.initialize().then(() => {
  let notes = false;
  deck.addKeyBinding({ keyCode: 83, key: "S", description: "Speaker notes" }, () => {
    notes = !notes;
    deck.configure({ showNotes: notes });
  });
});
