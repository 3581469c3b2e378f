/// <reference lib="dom" />

import type { MountWidget } from "../../notebook/index.js";
import { button, element, numberField, plotPlace, slider } from "../controls.js";
import { type GuessData, guessInWords, withGuess } from "./guess.js";

const skipped = "skipped";

/** Builds a guess in the reader's page: the question first, then the plot with the guess in it. */
export const mount: MountWidget = async (place, content, host) => {
  const data = content as GuessData;
  const { text } = host;
  const { min, max, step, figure } = data;
  const number = (value: number) => value.toFixed(step < 1 ? 1 : 0).replace("-", "−");
  let guess = Math.min(Math.max(0, min), max);

  const field = numberField(text("field"), { min, max, step }, (value) => {
    if (!Number.isFinite(value)) return;
    guess = Math.min(Math.max(value, min), max);
    drag.input.valueAsNumber = guess;
    drag.input.dispatchEvent(new Event("input"));
  });
  const drag = slider(text("slider"), { min, max, step, value: guess }, number, (value) => {
    guess = value;
    if (document.activeElement !== field.input) field.input.valueAsNumber = value;
  });
  const question = element("p", { class: "widget-question", tabindex: "-1" }, text("question"));
  const asking = element(
    "div",
    {},
    question,
    element("div", { class: "controls" }, drag.field, field.field),
    element(
      "div",
      { class: "controls" },
      button(text("show"), () => void reveal(guess)),
      button(text("without"), () => void reveal(undefined)),
    ),
  );
  const said = element("p", { class: "widget-status", tabindex: "-1", "aria-live": "polite" });
  const plot = plotPlace(text("title"), figure.layout.height ?? 450);
  const again = button(text("again"), () => {
    host.memory.set("");
    captionShown(false);
    place.replaceChildren(asking);
    question.focus();
  });

  // The caption says what the figure shows, and its buttons show the numbers: both wait for the guess.
  const caption = place.closest("figure")?.querySelector("figcaption");
  const describedBy = place.getAttribute("aria-describedby") ?? "";
  const captionShown = (shown: boolean): void => {
    if (caption) caption.hidden = !shown;
    if (shown) place.setAttribute("aria-describedby", describedBy);
    else place.removeAttribute("aria-describedby");
    place.toggleAttribute("data-revealed", shown);
  };
  const reveal = async (made: number | undefined, focus = true): Promise<void> => {
    host.memory.set(made === undefined ? skipped : String(made));
    captionShown(true);
    place.replaceChildren(said, plot, again);
    said.textContent = [
      text("question"),
      ...(made === undefined ? [] : [guessInWords(data, made, text)]),
    ].join(" ");
    if (focus) said.focus();
    await host.draw(plot, made === undefined ? figure : withGuess(data, made, text("mark")));
  };

  const remembered = host.memory.get();
  if (remembered === skipped) await reveal(undefined, false);
  else if (remembered && Number.isFinite(Number(remembered))) await reveal(Number(remembered), false);
  else {
    captionShown(false);
    place.replaceChildren(asking);
  }
};
