type LayoutTitle = string | { readonly text?: string; readonly [other: string]: unknown };

/** The parts of a Plotly layout that have to change on a phone. */
export interface PageLayout {
  readonly height?: number;
  readonly showlegend?: boolean;
  /** `namesAbove`: the categories of the y axis are lines, whose names may stand above them. */
  readonly meta?: { readonly namesAbove?: boolean };
  readonly margin?: { readonly t?: number; readonly r?: number; readonly b?: number; readonly l?: number };
  readonly title?: LayoutTitle;
  readonly annotations?: readonly {
    readonly text?: string;
    readonly yref?: string;
    readonly y?: number | string;
    readonly showarrow?: boolean;
    readonly yshift?: number;
    readonly [other: string]: unknown;
  }[];
  readonly yaxis?: { readonly categoryarray?: readonly string[]; readonly [other: string]: unknown };
  readonly xaxis?: {
    readonly title?: LayoutTitle;
    readonly range?: readonly number[];
    readonly tickvals?: readonly number[];
    readonly ticktext?: readonly string[];
  };
  readonly [other: string]: unknown;
}

/**
 * A figure's layout for a narrow page: title and notes broken into lines, the legend below the plot, only as many tick
 * labels as have room, and long names of lines above their lines. Nothing of the figure is left out.
 *
 * This function runs in the reader's browser; it is written into the page as its own text and may use nothing
 * from outside itself.
 * @param legendEntries number of lines the legend has
 * @param width of the figure in px
 */
export function narrowLayout(wide: PageLayout, legendEntries: number, width: number): PageLayout {
  const layout = wide.meta?.namesAbove ? withNamesAbove(wide) : wide;
  const margin = { t: 100, b: 80, ...layout.margin, l: Math.min(layout.margin?.l ?? 60, 60), r: 12 };
  const plotWidth = width - margin.l - margin.r;
  const notes = (layout.annotations ?? []).map((note) => {
    if (note.yref !== "paper" || note.showarrow !== false || !note.text) return { note, lines: 1 };
    const text = wrapped(note.text, plotWidth / 5.6);
    return { note: { ...note, text }, lines: text.split("<br>").length };
  });
  const below = notes.filter(({ note }) => standsBelow(note)).map(({ lines }) => lines - 1);
  const title = titleOf(layout.title);
  const titleText = wrapped(title.text ?? "", plotWidth / 7.6);
  const axisTitle = titleOf(layout.xaxis?.title);
  const axisText = wrapped(axisTitle.text ?? "", plotWidth / 7.6);
  const lower = 19 * (axisText.split("<br>").length - 1);
  const top = margin.t + 18 * (titleText.split("<br>").length - 1);
  const foot = Math.max(margin.b, 76) + 14 * Math.max(0, ...below) + lower;
  const legend = legendEntries > 1 && layout.showlegend !== false ? 20 * legendEntries + 12 : 0;
  const plotHeight = Math.max(
    140,
    Math.min(layout.height ?? 450, wide.meta?.namesAbove ? Number.POSITIVE_INFINITY : 480) -
      margin.t -
      margin.b,
  );
  return {
    ...layout,
    height: top + plotHeight + foot + legend,
    margin: { ...margin, t: top, b: foot + legend },
    title: { ...title, text: titleText, font: { size: 15 } },
    annotations: notes.map(({ note }) =>
      lower > 0 && note.yref === "paper" && standsBelow(note)
        ? { ...note, yshift: (note.yshift ?? 0) - lower }
        : note,
    ),
    legend: { orientation: "v", x: 0, xanchor: "left", y: -foot / plotHeight, yanchor: "top" },
    ...(layout.xaxis && {
      xaxis: {
        ...layout.xaxis,
        ...(axisText !== "" && { title: { ...axisTitle, text: axisText } }),
        ...sparseTicks(layout.xaxis),
      },
    }),
  };

  /** Whether a note begins below the plot. A place that is a name is a category's. */
  function standsBelow({ y }: { readonly y?: number | string }): boolean {
    return typeof y !== "string" && (y ?? 0) <= 0;
  }

  function titleOf(given: LayoutTitle | undefined): Exclude<LayoutTitle, string> {
    return typeof given === "string" ? { text: given } : (given ?? {});
  }

  /** Names that are short stay beside their lines. */
  function withNamesAbove(figure: PageLayout): PageLayout {
    const names = figure.yaxis?.categoryarray ?? [];
    const longest = Math.max(0, ...names.flatMap((name) => name.split("<br>")).map(lettersIn));
    if (longest <= 18) return figure;
    const { t = 100, b = 80 } = figure.margin ?? {};
    const letters = (width - 24) / 6.8;
    const above = [...new Set(names)].map((name) => ({ name, text: wrapped(name, letters) }));
    const row = 26 + 15 * Math.max(...above.map(({ text }) => text.split("<br>").length));
    return {
      ...figure,
      height: t + b + row * above.length,
      margin: { ...figure.margin, l: 12, r: 12 },
      yaxis: {
        ...figure.yaxis,
        automargin: false,
        showticklabels: false,
        ticks: "",
        range: [-0.5, above.length - 0.25],
      },
      annotations: [
        ...(figure.annotations ?? []),
        ...above.map(({ name, text }) => ({
          text,
          xref: "paper",
          x: 0,
          xanchor: "left",
          yref: "y",
          y: name,
          yanchor: "bottom",
          yshift: 8,
          align: "left",
          showarrow: false,
          font: { size: 11 },
        })),
      ],
    };
  }

  /** Letters of a text as it is shown; a syllable of Hangul is as wide as two. */
  function lettersIn(text: string): number {
    const shown = text.replace(/<[^>]*>/g, "");
    return shown.length + (shown.match(/\p{Script=Hangul}/gu)?.length ?? 0);
  }

  /** Lines of at most so many letters, broken between words. */
  function wrapped(text: string, characters: number): string {
    const lines: string[] = [];
    for (const part of text.split(/<br\s*\/?>/)) {
      let line = "";
      for (const word of part.split(" ")) {
        if (line !== "" && lettersIn(line) + 1 + lettersIn(word) > characters) {
          lines.push(line);
          line = word;
        } else line = line === "" ? word : `${line} ${word}`;
      }
      lines.push(line);
    }
    return lines.join("<br>");
  }

  /** Written ticks at least 36 px apart. */
  function sparseTicks({ range, tickvals, ticktext }: NonNullable<PageLayout["xaxis"]>): object {
    if (!range || !tickvals || !ticktext || range.length !== 2) return {};
    const perUnit = plotWidth / Math.abs(range[1]! - range[0]!);
    const kept: number[] = [];
    tickvals.forEach((value, index) => {
      const last = kept[kept.length - 1];
      if (last === undefined || Math.abs(value - tickvals[last]!) * perUnit >= 36) kept.push(index);
    });
    return { tickvals: kept.map((index) => tickvals[index]), ticktext: kept.map((index) => ticktext[index]) };
  }
}
