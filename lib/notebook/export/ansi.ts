import { AnsiUp } from "ansi_up";

/**
 * Terminal text as HTML: escaped, colours as classes (`ansi-red-fg`), a line rewritten by carriage returns
 * (a progress bar) as it last stood.
 */
export function ansiToHtml(text: string): string {
  const converter = new AnsiUp(); // it keeps the colour of the text before, hence one for each text
  converter.use_classes = true;
  return converter.ansi_to_html(lastRewrite(text));
}

/** Terminal text without its colours. */
export function stripAnsi(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
  return lastRewrite(text).replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
}

function lastRewrite(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[^\n]*\r(?=[^\n])/g, "")
    .replaceAll("\r", "");
}
