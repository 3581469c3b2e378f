import type { WordInformation } from "../examples/captionWords.js";
import { wordInformationInWords } from "../report/figureText.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, markAt, quietAxis } from "./theme.js";

/**
 * Draws words of captions on a plane: information about the class on x and about the icon's set on y, in bits. Words
 * of style have a separate colour. A dot's area grows with the number of captions that contain the word.
 */
export function drawWordInformation(words: readonly WordInformation[], title: string): Figure {
  const largest = Math.max(...words.map(({ captions }) => captions));
  const groups = [
    { name: "words of style", members: words.filter(({ style }) => style) },
    { name: "other words", members: words.filter(({ style }) => !style) },
  ];
  return {
    data: groups.map(({ name, members }, index) => {
      const mark = markAt(1 - index);
      return {
        type: "scatter",
        mode: "text+markers",
        name,
        x: members.map(({ classBits }) => rounded(classBits)),
        y: members.map(({ setBits }) => rounded(setBits)),
        text: members.map(({ word }) => word),
        textposition: "top center",
        textfont: { size: 11, color: mark.color },
        customdata: members.map(({ captions }) => captions),
        marker: {
          color: mark.color,
          symbol: mark.symbol,
          opacity: 0.6,
          size: members.map(({ captions }) => rounded(5 + 19 * Math.sqrt(captions / largest))),
        },
        hovertemplate:
          "<b>%{text}</b>, in %{customdata} captions<br>%{x:.1f} bits about the class, %{y:.1f} about the set<extra></extra>",
      };
    }),
    layout: {
      ...baseLayout,
      ...describedBy(wordInformationInWords(words)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 520,
      xaxis: {
        ...quietAxis,
        rangemode: "tozero",
        title: { text: "what the word says about the class, bits" },
      },
      yaxis: { ...quietAxis, rangemode: "tozero", title: { text: "about the set, bits" } },
    },
  };
}
