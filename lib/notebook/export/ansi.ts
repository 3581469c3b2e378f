import { AnsiUp } from "ansi_up";
import { escapeHtml } from "./escape.js";

const escapeCharacter = "\u001b";

/**
 * Terminal text as HTML: escaped, colours as classes (`ansi-red-fg`, `ansi-inverse`), a line rewritten by carriage
 * returns (a progress bar) as it last stood. Takes time linear in the length of the text.
 */
export function ansiToHtml(text: string): string {
  const shown = lastRewrite(text);
  const first = shown.indexOf(escapeCharacter);
  if (first < 0) return escapeHtml(shown);
  const converter = new AnsiUp(); // it keeps the colour of the text before, hence one for each text
  converter.use_classes = true;
  // The converter copies what is left of its text at every sequence, so it is given one sequence at a time.
  const pieces = withoutCommands(shown.slice(first)).split(new RegExp(`(?=${escapeCharacter})`));
  let inverse = false; // which the converter does not know
  const html = pieces.map((piece) => {
    inverse = inverseAfter(piece, inverse);
    const text = converter.ansi_to_html(piece);
    return inverse && text !== "" ? `<span class="ansi-inverse">${text}</span>` : text;
  });
  return escapeHtml(shown.slice(0, first)) + html.join("");
}

/** Whether text is shown with its colours exchanged after the sequence a piece begins with. */
function inverseAfter(piece: string, before: boolean): boolean {
  const codes = piece.startsWith(escapeCharacter) && /^\[([0-9;]*)m/.exec(piece.slice(1, 100))?.[1];
  if (typeof codes !== "string" || /^[34]8;/.test(codes)) return before; // the numbers of a colour are no codes
  return codes
    .split(";")
    .reduce(
      (now, code) => (Number(code) === 7 ? true : [0, 27].includes(Number(code)) ? false : now),
      before,
    );
}

// The characters of terminals: escape begins a sequence, a bell can end one.
const colour = new RegExp(`${escapeCharacter}\\[[0-9;:?]*[A-Za-z]`, "g");
const command = new RegExp(
  `${escapeCharacter}[\\]P^_X][^\\u0007${escapeCharacter}\n]*(?:\\u0007|${escapeCharacter}\\\\)?`,
  "g",
);
const characterSet = new RegExp(`${escapeCharacter}[()][A-Z0-9]`, "g");
/** A colour has at most 16 numbers; longer sequences are no colours. */
const endless = new RegExp(`${escapeCharacter}\\[[0-9;:?]{80,}[A-Za-z]?`, "g");

/** Terminal text without its colours. */
export function stripAnsi(text: string): string {
  return withoutCommands(lastRewrite(text)).replace(colour, "");
}

/** Without commands that are not for a page: window titles, links, character sets. The text of a link stays. */
function withoutCommands(text: string): string {
  return text.replace(command, "").replace(characterSet, "").replace(endless, "");
}

/** Each line as it last stood, and without control characters, which HTML does not hold. */
function lastRewrite(text: string): string {
  const unix = text.includes("\r")
    ? text.replaceAll("\r\n", "\n").split("\n").map(afterReturn).join("\n")
    : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters but tab, newline, bell and escape
  return unix.replace(/[\u0000-\u0006\u0008\u000b-\u001a\u001c-\u001f\u007f]+/g, "");
}

function afterReturn(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === "\r") end--;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}
