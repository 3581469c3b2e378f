/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { element } from "./controls.js";

const mostShown = 8;

/** Names that hold all words of a query, those that begin with it first. */
export function matchingNames(names: readonly string[], query: string): string[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const found = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
  const begins = (name: string) => (name.toLowerCase().startsWith(words[0]!) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b) || a.length - b.length).slice(0, mostShown);
}

interface PickerTexts {
  readonly id: string;
  readonly label: string;
  readonly suggestions: string;
  readonly lang?: string;
}

/**
 * A field that suggests names while one types (the combobox of the ARIA Authoring Practices): arrow keys choose, Enter
 * takes, Escape closes.
 * @param id unique on the page
 * @param lang the language of the names, if they have one of their own
 * @param names asked for at each key
 */
export function namePicker(
  { id, label, suggestions, lang }: PickerTexts,
  names: () => readonly string[],
  onPick: (name: string) => void,
): { readonly field: HTMLElement; readonly input: HTMLInputElement } {
  const input = element("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
  });
  const list = element("ul", { id: `${id}-list`, role: "listbox", "aria-label": suggestions, hidden: "" });
  let shown: string[] = [];
  let active = -1;

  const mark = (place: number): void => {
    active = place;
    [...list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === place));
    });
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[place]!.id);
  };
  const show = (found: string[]): void => {
    shown = found;
    list.replaceChildren(
      ...found.map((name, at) =>
        element(
          "li",
          { role: "option", id: `${id}-${at}`, "aria-selected": "false", ...(lang && { lang }) },
          name,
        ),
      ),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
  };
  const pick = (name: string | undefined): void => {
    if (name === undefined) return;
    input.value = "";
    show([]);
    onPick(name);
  };

  input.addEventListener("input", () => show(matchingNames(names(), input.value)));
  input.addEventListener("keydown", (event) => {
    if (shown.length === 0) return;
    if (event.key === "ArrowDown") mark((active + 1) % shown.length);
    else if (event.key === "ArrowUp") mark((active - 1 + shown.length) % shown.length);
    else if (event.key === "Enter") pick(shown[Math.max(active, 0)]);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show([]));
  // Before the field loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    pick((event.target as Element).closest("li")?.textContent ?? undefined);
  });
  const field = element(
    "div",
    { class: "control picker" },
    element("label", { for: id }, label),
    input,
    list,
  );
  return { field, input };
}
