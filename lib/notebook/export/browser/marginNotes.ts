/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Width in px that notes need beside the text, and the most they take. */
const [least, most] = [176, 240];

/** Pixels between a note and the text, and between a note and what else stands in the margin. */
const [besideText, between] = [24, 12];

/** How far from the line of its word a note may begin, in px. */
const reach = 240;

/** What may be wider than the text. */
const wideThings = "figure.plot, .output, .code[open], .widget-place, .front, table, pre, img";

interface Beside {
  readonly word: HTMLElement;
  readonly note: HTMLElement;
}

/**
 * Where the page is wide enough, a term or citation has its note in the margin, beside the line in which the page first
 * says it. Notes keep clear of figures, tables and code that reach into the margin; a note without room near its word is
 * left out. Screen readers find the same notes in the lists at the page's end.
 * @param notes - what the lists say, by name
 * @param words - the terms and citations of the text, in its order
 * @returns the note beside a word, if it is shown
 */
export function setUpMarginNotes(
  notes: ReadonlyMap<string, HTMLElement>,
  words: readonly HTMLElement[],
): (word: HTMLElement) => HTMLElement | undefined {
  const main = document.querySelector("main");
  const margin = document.createElement("div");
  const pairs: readonly Beside[] = [...notes].flatMap(([name, source]) => {
    const word = words.find(({ dataset }) => dataset.noteOf === name);
    return word ? [{ word, note: noteOf(source) }] : [];
  });
  if (!main || pairs.length === 0) return () => undefined;
  margin.className = "margin-notes";
  margin.ariaHidden = "true";
  margin.append(...pairs.map(({ note }) => note));
  main.append(margin);
  const placed = (): void => place(main, pairs);
  new ResizeObserver(placed).observe(main); // also when code unfolds, and once at the beginning
  window.addEventListener("resize", placed);
  return (word) => pairs.find((pair) => pair.word === word && !pair.note.hidden)?.note;
}

/** A copy of a note of the lists, with the term that it explains. The keyboard reaches the links in the lists. */
function noteOf(source: HTMLElement): HTMLElement {
  const note = document.createElement("div");
  note.hidden = true;
  if (source.localName === "dd") {
    const term = document.createElement("b");
    term.textContent = source.previousElementSibling?.textContent ?? "";
    note.append(term, " ");
  }
  note.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
  for (const link of note.querySelectorAll("a")) link.tabIndex = -1;
  return note;
}

function place(main: HTMLElement, pairs: readonly Beside[]): void {
  const { right } = main.getBoundingClientRect();
  const room = document.documentElement.clientWidth - right - 2 * besideText;
  for (const { note } of pairs) note.hidden = room < least;
  if (room < least) return;
  const width = Math.min(most, room);
  for (const { note } of pairs) note.style.width = `${width}px`;
  const taken = [...main.querySelectorAll(wideThings)]
    .map((thing) => thing.getBoundingClientRect())
    .filter((box) => box.height > 0 && box.right > right + besideText - between)
    .map(({ top, bottom }) => ({ top: top - between, bottom: bottom + between }));
  const lines = pairs
    .map((pair) => ({ ...pair, line: pair.word.getBoundingClientRect(), height: pair.note.offsetHeight }))
    .toSorted((a, b) => a.line.top - b.line.top);
  for (const { note, line, height } of lines) {
    const top = line.height === 0 ? Number.NaN : freePlace(line.top, height, taken);
    note.hidden = !(top <= line.top + reach);
    if (note.hidden) continue;
    taken.push({ top: top - between, bottom: top + height + between });
    note.style.left = `${right + besideText + window.scrollX}px`;
    note.style.top = `${top + window.scrollY}px`;
  }
}

/** The first place for something so high, from a height on, between what is there. */
function freePlace(
  from: number,
  height: number,
  taken: readonly { readonly top: number; readonly bottom: number }[],
): number {
  let top = from;
  for (const thing of taken.toSorted((a, b) => a.top - b.top))
    if (thing.top < top + height && thing.bottom > top) top = thing.bottom;
  return top;
}
