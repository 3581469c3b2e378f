/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { MountWidget } from "../../notebook/index.js";
import { button, element } from "../controls.js";
import { matchingNames, namePicker } from "../namePicker.js";
import {
  type CorpusData,
  partsOfWord,
  type ShownIcon,
  type ShownNeighbour,
  type ShownPart,
  stripsOf,
  typedWords,
} from "./corpusData.js";

/** Builds the widget of the corpus in the reader's page. */
export const mount: MountWidget = async (place, content, host) => {
  const data = content as CorpusData;
  const { text } = host;
  const draw = await pictureDrawer(data);
  const typed = typedWords(data);
  place.dataset.figure = "none";

  let chosen = data.strips[0];
  let every = false;
  const choose = (word: number): void => {
    chosen = word;
    const { name } = data.words[word]!;
    const parts = partsOfWord(data, word, every ? Number.POSITIVE_INFINITY : 1);
    const sum = (of: (part: ShownPart) => number) => parts.reduce((all, part) => all + of(part), 0);
    const [shown, count] = [sum(({ icons }) => icons.length), sum((part) => part.count)];
    status.replaceChildren(...withEnglish(text("shown", { word: name, shown, count }), name));
    results.replaceChildren(resultTable(name, parts));
  };

  const partHead = (name: string, ...more: (Node | string)[]): (Node | string)[] => [
    element("b", {}, text(`title.${name}`)),
    element("span", { class: "quiet" }, ` ${text("stands", { plays: text(`plays.${name}`) })}`),
    ...more,
  ];

  const icon = ({ picture, title }: ShownIcon, spoken: boolean): HTMLElement => {
    const canvas = draw(picture);
    if (spoken) {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", title);
      canvas.lang = "en";
    } else canvas.setAttribute("aria-hidden", "true");
    return canvas;
  };

  const stripTable = (): HTMLElement => {
    const heads = data.strips.map((word) => {
      const pick = button(data.words[word]!.name, () => {
        choose(word);
        status.focus();
      });
      pick.className = "word";
      pick.lang = "en";
      return element("th", { scope: "col" }, pick);
    });
    const groups = stripsOf(data).map(({ part: { name, see }, icons }) =>
      element(
        "tbody",
        {},
        element(
          "tr",
          {},
          element(
            "th",
            { scope: "rowgroup", colspan: String(icons.length) },
            ...partHead(
              name,
              element("span", { class: "quiet" }, ` (${text(`varies.${name}`)}) · `),
              element("a", { href: see, rel: "noreferrer" }, text("see", { plays: text(`plays.${name}`) })),
            ),
          ),
        ),
        element("tr", {}, ...icons.map((one) => element("td", {}, one ? icon(one, true) : "–"))),
      ),
    );
    return element(
      "table",
      { class: "icon-strips" },
      element("caption", {}, text("strips")),
      element("thead", {}, element("tr", {}, ...heads)),
      ...groups,
    );
  };

  const labelLine = (label: string | undefined): HTMLElement =>
    element(
      "div",
      {},
      ...(label === undefined ? [text("noLabel")] : withEnglish(text("label", { label }), label)),
    );

  const titleLine = (title: string): HTMLElement => element("div", {}, element("b", { lang: "en" }, title));

  const lines = ({ id, label, title, description, tags }: ShownIcon): HTMLElement[] => {
    const listed = tags.join(", ");
    return [
      titleLine(title),
      labelLine(label),
      ...(description === "" ? [] : [element("div", { lang: "en" }, description)]),
      ...(listed === "" ? [] : [element("div", {}, ...withEnglish(text("tags", { tags: listed }), listed))]),
      element("div", {}, element("span", { class: "quiet", lang: "en" }, id)),
    ];
  };

  const neighbour = ({ pool, icon: near, correlation, bits }: ShownNeighbour): HTMLElement =>
    element(
      "div",
      { class: "neighbour" },
      icon(near, false),
      element(
        "div",
        {},
        element("div", { class: "quiet" }, text(`pool.${pool}`)),
        titleLine(near.title),
        labelLine(near.label),
        element(
          "div",
          { class: "quiet" },
          text("likeness", { r: correlation.toFixed(3).replace("-", "−"), bits }),
        ),
      ),
    );

  const resultTable = (word: string, parts: readonly ShownPart[]): HTMLElement => {
    const groups = parts.map(({ part: { name }, count, icons }) =>
      element(
        "tbody",
        { "data-part": name },
        element(
          "tr",
          {},
          element(
            "th",
            { scope: "rowgroup", colspan: "3" },
            ...partHead(
              name,
              ` · ${count === 0 ? text("partNone") : text("partCount", { shown: icons.length, count })}`,
            ),
          ),
        ),
        ...icons.map(({ icon: one, neighbours }) =>
          element(
            "tr",
            { "data-icon": one.id },
            element("td", {}, icon(one, false)),
            element("td", {}, ...lines(one)),
            element("td", {}, ...neighbours.map(neighbour)),
          ),
        ),
      ),
    );
    const heads = ["icon", "wrote", "neighbours"].map((name) => element("th", { scope: "col" }, text(name)));
    return element(
      "table",
      { class: "icon-table" },
      element("caption", {}, ...withEnglish(text("head", { word }), word)),
      element("thead", {}, element("tr", {}, ...heads)),
      ...groups,
    );
  };

  const picker = namePicker(
    { id: `${place.id}-word`, label: text("typed"), suggestions: text("suggestions"), lang: "en" },
    () => [...typed.keys()],
    (name) => choose(typed.get(name)!),
  );
  picker.input.addEventListener("input", () => {
    const name = picker.input.value.trim();
    if (name !== "" && matchingNames([...typed.keys()], name).length === 0)
      status.textContent = text("noMatch", { typed: name });
  });
  const withIcons = [...data.words.keys()].filter((word) =>
    data.sampled.some((part) => part[word]!.length > 0),
  );
  const another = button(text("another"), () =>
    choose(withIcons[Math.floor(Math.random() * withIcons.length)]!),
  );
  const more = element("input", { type: "checkbox" });
  more.addEventListener("change", () => {
    every = more.checked;
    if (chosen !== undefined) choose(chosen);
  });
  const status = element("p", { class: "widget-status", tabindex: "-1", "aria-live": "polite" });
  const results = element("div", { class: "widget-results" });
  const strips = element("div", { class: "widget-results" }, stripTable());
  const controls = element(
    "div",
    { class: "controls" },
    picker.field,
    another,
    element("label", {}, more, " ", text("every")),
  );
  place.append(strips, controls, status, results);
  if (chosen !== undefined) choose(chosen);
  place.setAttribute("aria-busy", "false");
};

/** A text with the words in it that stay English in every language, marked as English for screen readers. */
function withEnglish(said: string, english: string): (Node | string)[] {
  const at = said.indexOf(english);
  if (at < 0) return [said];
  return [said.slice(0, at), element("span", { lang: "en" }, english), said.slice(at + english.length)];
}

/** Cuts pictures out of the sprite. A canvas is printed where a background is not. */
async function pictureDrawer({ sprite }: CorpusData): Promise<(picture: number) => HTMLCanvasElement> {
  const { webp, columns, side } = sprite;
  const bytes = Uint8Array.from(atob(webp), (letter) => letter.charCodeAt(0));
  const sheet = await createImageBitmap(new Blob([bytes], { type: "image/webp" }));
  return (picture) => {
    const canvas = element("canvas", { class: "strip-icon", width: String(side), height: String(side) });
    const [x, y] = [(picture % columns) * side, Math.floor(picture / columns) * side];
    canvas.getContext("2d")!.drawImage(sheet, x, y, side, side, 0, 0, side, side);
    return canvas;
  };
}
