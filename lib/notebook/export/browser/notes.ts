/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { setUpMarginNotes } from "./marginNotes.js";

/**
 * Terms and citations in the text: on hover, focus or touch, a card beside the word shows what it means, or what is
 * cited. Escape closes it. A word with its note in the margin needs no card: its note is lit up.
 */
export function setUpNotes(): void {
  const notes = new Map(
    [...document.querySelectorAll<HTMLElement>("[data-note]")].map((note) => [note.dataset.note!, note]),
  );
  const words = [...document.querySelectorAll<HTMLElement>("[data-note-of]")];
  if (words.length === 0) return;
  const noteBeside = setUpMarginNotes(notes, words);
  const card = document.createElement("div");
  card.className = "note-card";
  card.id = "note-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  (document.querySelector("main") ?? document.body).append(card);
  let shown: HTMLElement | undefined;
  let lit: HTMLElement | undefined;
  let closing: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    clearTimeout(closing);
    shown?.removeAttribute("aria-describedby");
    lit?.classList.remove("lit");
    shown = lit = undefined;
    card.hidden = true;
  };
  const closeSoon = (): void => {
    clearTimeout(closing);
    closing = setTimeout(close, 150); // the time the pointer takes from the word to the card
  };
  const open = (word: HTMLElement): void => {
    clearTimeout(closing);
    const note = notes.get(word.dataset.noteOf!);
    if (!note || shown === word) return;
    close();
    shown = word;
    lit = noteBeside(word);
    if (lit) {
      lit.classList.add("lit");
      return;
    }
    word.setAttribute("aria-describedby", card.id);
    card.replaceChildren(...[...note.childNodes].map((node) => node.cloneNode(true)));
    card.hidden = false;
    const place = word.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - card.offsetWidth - 8);
    const below = place.bottom + 6;
    const fits = below + card.offsetHeight < window.innerHeight;
    card.style.left = `${Math.max(8, left) + window.scrollX}px`;
    card.style.top = `${(fits ? below : place.top - card.offsetHeight - 6) + window.scrollY}px`;
  };
  for (const word of words) {
    word.addEventListener("mouseenter", () => open(word));
    word.addEventListener("mouseleave", closeSoon);
    word.addEventListener("focus", () => open(word));
    word.addEventListener("blur", closeSoon);
    word.addEventListener("click", () => open(word));
  }
  card.addEventListener("mouseenter", () => clearTimeout(closing));
  card.addEventListener("mouseleave", closeSoon);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
}
