/// <reference lib="dom" />

let words: Readonly<Record<string, string>> | undefined;

/** What the page says for an English text: the page holds the words of its language. Each `#` stands for a value. */
export function word(english: string, ...values: readonly (string | number)[]): string {
  words ??= JSON.parse(document.getElementById("page-words")?.textContent ?? "{}") as Record<string, string>;
  let next = 0;
  return (words[english] ?? english).replace(/#(\d+)?/g, (_, place?: string) =>
    String(values[place === undefined ? next++ : Number(place) - 1] ?? ""),
  );
}

/** All words of the page's language, for what has a dictionary of its own. */
export function allWords(): Readonly<Record<string, string>> {
  word("");
  return words ?? {};
}
