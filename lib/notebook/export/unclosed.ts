import type MarkdownIt from "markdown-it";

/** How markup that is no element begins, and how it ends. */
const pairs: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
];

/**
 * A markdown-it plugin: comments and the like that nothing closes are text, and this is seen without searching
 * to the end of the text for each of them, which takes a time that grows with the square of their number.
 */
export function skipUnclosed(markdown: MarkdownIt): void {
  const lastEnds = new WeakMap<object, readonly number[]>();
  markdown.inline.ruler.before("html_inline", "unclosed_markup", (state, silent) => {
    const kind = pairs.findIndex(([start]) => state.src.startsWith(start, state.pos));
    if (kind < 0) return false;
    const ends = lastEnds.get(state) ?? pairs.map(([, end]) => state.src.lastIndexOf(end));
    lastEnds.set(state, ends);
    if (ends[kind]! > state.pos) return false;
    const [start] = pairs[kind]!;
    if (!silent) state.pending += start;
    state.pos += start.length;
    return true;
  });
}
