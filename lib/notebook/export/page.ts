import { notebookHead } from "../head.js";
import { type CodeCell, type Json, type Notebook, type Output, tagsOf } from "../nbformat.js";
import { widgetMime } from "../widget.js";
import { type Annotations, UsedAnnotations } from "./annotations.js";
import { stripAnsi } from "./ansi.js";
import { type CellContext, cellHtml } from "./cells.js";
import { loadDiagrams } from "./diagrams.js";
import { embeddedFont } from "./embeddedFont.js";
import { escapeHtml, jsonForScript } from "./escape.js";
import { findFailure, type ReportedFailure, wasRun } from "./failure.js";
import { figurePictures } from "./figurePictures.js";
import { numberedReferences } from "./figureReferences.js";
import { type CheckedFigure, checkFigure, isDeeper, plotlyBundle, plotlyMime } from "./figures.js";
import { frameHtml } from "./frame.js";
import type { Heading } from "./headings.js";
import { loadHighlight } from "./highlight.js";
import { katexStyle } from "./katexStyle.js";
import { createMarkdown, type MarkdownRenderer } from "./markdown.js";
import { outputsHtml } from "./outputs.js";
import { english, type OtherLanguage, type PageLanguage } from "./pageLanguage.js";
import { pageScript, type WidgetModules, widgetsScript } from "./pageScript.js";
import type { FindPicture } from "./pictures.js";
import { entryBlock } from "./reportEntry.js";
import { pageStyle } from "./style.js";
import { TimeLimit } from "./timeLimit.js";

export interface ExportOptions {
  /** Title of the page; by default the notebook's first heading, else its file name. */
  readonly title?: string;
  /** File name of the notebook, e.g. `00-effective-robustness.ipynb`. */
  readonly sourceName: string;
  /** What the footer lists: name → value, e.g. commit, versions, date. */
  readonly provenance: Readonly<Record<string, string>>;
  /** Why the run stopped; by default the first error among the outputs. */
  readonly failure?: ReportedFailure;
  /** Duration of the run. */
  readonly seconds?: number;
  /** Date of the run, for the list of reports; shown there as given. */
  readonly date?: string;
  /** Finds the pictures that stand beside the notebook; without it they are named and not shown. */
  readonly findPicture?: FindPicture;
  /** Terms and references that the text may mention. */
  readonly annotations?: Annotations;
  /** The reports this one stands among. */
  readonly neighbours?: Neighbours;
  /** Browser modules of the widgets that may be among the outputs; others are shown in another form they have. */
  readonly widgets?: WidgetModules;
  /** The page reloads when its server says so: it is sent from `events`, relative to the page (server-sent events). */
  readonly live?: { readonly events: string };
  /** What the exporter says is said in this language, English by default. The notebook stays as it is. */
  readonly language?: PageLanguage;
  /** The same report in another language. */
  readonly otherLanguage?: OtherLanguage;
}

/** Files relative to the report: the list of all reports, the one before and the one after. */
export interface Neighbours {
  readonly index?: string;
  readonly previous?: { readonly file: string; readonly title: string };
  readonly next?: { readonly file: string; readonly title: string };
}

/**
 * An executed notebook as one self-contained HTML file: nothing is loaded from beside it or from a network.
 *
 * Markdown with LaTeX, TypeScript highlighted, terminal colours, tables, images and interactive Plotly figures
 * (the outputs' `application/vnd.plotly.v1+json`), for which one copy of Plotly stands in the page however
 * many there are. Equal arguments give equal bytes.
 *
 * A notebook need not be trusted: all of it passes one sanitiser, its pictures are embedded, and a cell or output
 * that cannot be shown says so in its place and leaves the rest as it is.
 */
export async function exportHtml(notebook: Notebook, options: ExportOptions): Promise<string> {
  const { context, markdown, annotations, failure, heldScripts } = await pageContext(notebook, options);
  const { language = english } = options;
  const { say } = language;
  const cells = numberedReferences(
    notebook.cells
      .map((cell, index) => cellHtml(cell, index + 1, context))
      .filter((html) => html !== "")
      .join("\n"),
    say,
  );
  const onFront = { ...context, picturesMove: true };
  const front = notebook.cells
    .filter((cell) => cell.cell_type === "code" && tagsOf(cell).includes("front-page"))
    .map((cell) =>
      labelCells(outputsHtml((cell as CodeCell).outputs.map(asPicture(context.figurePictures)), onFront)),
    )
    .join("\n");
  const title = options.title ?? markdown.headings[0]?.text ?? options.sourceName.replace(/\.ipynb$/, "");
  const contents = contentsHtml(markdown.headings, say);
  const body = [
    `<a class="skip" href="#content">${say("Skip to the text")}</a>`,
    barHtml(options),
    failure ? bannerHtml(failure, options.sourceName, say) : wasRun(notebook) ? "" : notRunHtml(say),
    contents,
    `<main id="content">\n${[cells, annotations.html(), stepsHtml(options.neighbours, say)].filter((part) => part !== "").join("\n")}\n</main>`,
    footerHtml(options),
    entryBlock({
      title,
      summary: notebookHead(notebook, options.sourceName).summary,
      status: failure ? "failed" : wasRun(notebook) ? "passed" : "not run",
      ...(options.seconds !== undefined && { seconds: options.seconds }),
      ...(options.date !== undefined && { date: options.date }),
      ...(front !== "" && { front }),
    }),
  ];
  const shown = body.filter((part) => part !== "").join("\n");
  const font = await embeddedFont(language, `${shown}${wordsOf(notebook, language)}`);
  return frameHtml({
    title: failure ? `${say("Failed")}: ${title}` : title,
    style: `${katexStyle(cells)}${font}${pageStyle}`,
    body: shown,
    language,
    bodyClass: contents ? "with-contents" : "",
    scripts: [pageScript(), ...(options.live ? [reloadScript(options.live.events)] : [])],
    held: heldScripts(),
    ...(options.live && { connects: true }),
  });
}

/** What the cells of one page share. */
interface PageContext {
  readonly context: CellContext;
  readonly markdown: MarkdownRenderer;
  readonly annotations: UsedAnnotations;
  readonly failure: ReportedFailure | undefined;
  /** What the figures and widgets among the cells laid out so far need; empty without any. */
  readonly heldScripts: () => Readonly<Record<string, string>>;
}

/** What the cells of a page need, loaded for this notebook. */
export async function pageContext(notebook: Notebook, options: ExportOptions): Promise<PageContext> {
  const highlight = await loadHighlight();
  const { language = english } = options;
  const annotations = new UsedAnnotations(options.annotations ?? { references: [], terms: [] }, language.say);
  const drawDiagram = await loadDiagrams(notebook);
  const markdown = createMarkdown(highlight, { findPicture: options.findPicture, annotations, drawDiagram });
  const failure = options.failure ?? findFailure(notebook);
  let figures = 0;
  const traceTypes = new Set<string>();
  const kinds = new Set<string>();
  let prefixes = 0;
  let tables = 0;
  const context: CellContext = {
    say: language.say,
    markdown,
    highlight,
    limit: new TimeLimit(),
    figurePictures: await figurePictures(notebook),
    ...(options.findPicture && { findPicture: options.findPicture }),
    nextPrefix: () => `output-${++prefixes}-`,
    language: languageOf(notebook),
    nextFigure: ({ data }: CheckedFigure) => {
      for (const { type } of data) traceTypes.add(typeof type === "string" ? type : "scatter");
      return `figure-${++figures}`;
    },
    nextTable: () => `table-${++tables}`,
    nextWidget: (kind) => {
      if (!Object.hasOwn(options.widgets ?? {}, kind)) return undefined;
      kinds.add(kind);
      traceTypes.add("scatter");
      return `figure-${++figures}`;
    },
    ...(failure && { failedCell: failure.cell }),
  };
  return {
    context,
    markdown,
    annotations,
    failure,
    heldScripts: () => ({
      ...(figures > 0 && { plotly: plotlyBundle(traceTypes) }),
      ...(kinds.size > 0 && {
        widgets: widgetsScript(Object.fromEntries([...kinds].map((kind) => [kind, options.widgets![kind]!]))),
      }),
    }),
  };
}

/** Gives each cell of a table the name of its column, for pages that show rows as cards. */
function labelCells(html: string): string {
  return html.replace(/<table[\s\S]*?<\/table>/g, (table) => {
    const names = [...table.matchAll(/<th[^>]*>(.*?)<\/th>/g)].map(([, name]) =>
      name!.replace(/<[^>]*>/g, ""),
    );
    return table.replace(/<tr[\s\S]*?<\/tr>/g, (row) => {
      let column = 0;
      return row.replace(/<td/g, () => `<td data-label="${names[column++] ?? ""}"`);
    });
  });
}

/** An output whose figure is replaced by its picture, for a page without Plotly. */
export function asPicture(pictures: ReadonlyMap<string, string>): (output: Output) => Output {
  return (output) => {
    if (output.output_type !== "display_data" || !(plotlyMime in output.data)) return output;
    const { [plotlyMime]: specification, [widgetMime]: _, "image/png": png, ...others } = output.data;
    const copy = typeof png === "string" ? pictures.get(png) : undefined;
    const { title, description } = checkFigure(specification!);
    return {
      ...output,
      data: {
        ...others,
        ...(copy !== undefined ? { "image/webp": copy } : png !== undefined ? { "image/png": png } : {}),
        "text/plain": [title, description].filter((part) => part !== "").join(". "),
      },
    };
  };
}

export function languageOf({ metadata }: Notebook): string {
  const info = metadata.language_info as { name?: unknown } | null | undefined;
  return typeof info?.name === "string" ? info.name : "typescript";
}

function barHtml({ sourceName, neighbours, language = english, otherLanguage }: ExportOptions): string {
  const { say } = language;
  const all =
    neighbours?.index && `<a href="${escapeHtml(encodeURI(neighbours.index))}">${say("All reports")}</a> · `;
  return `<header class="bar"><span class="name">${all ?? ""}${escapeHtml(sourceName)}</span>
${languageSwitch(otherLanguage)}<button type="button" id="code-switch">${say("Show code")}</button>
<button type="button" id="theme-switch">${say("Dark page")}</button></header>`;
}

/** The link to the same page in another language. */
export function languageSwitch(other: OtherLanguage | undefined): string {
  return other
    ? `<a id="language-switch" href="${escapeHtml(encodeURI(other.href))}" hreflang="${other.code}" lang="${other.code}">${escapeHtml(other.name)}</a>\n`
    : "";
}

/** Reloads the page at each event; the browser connects again by itself and keeps the place that is read. */
function reloadScript(events: string): string {
  return `new EventSource(${jsonForScript(events)}).onmessage=()=>location.reload();`;
}

/** Links to the report before and after this one. */
function stepsHtml({ previous, next }: Neighbours = {}, say: PageLanguage["say"]): string {
  const links = [
    previous &&
      `<a href="${escapeHtml(encodeURI(previous.file))}" rel="prev">← ${escapeHtml(previous.title)}</a>`,
    next && `<a href="${escapeHtml(encodeURI(next.file))}" rel="next">${escapeHtml(next.title)} →</a>`,
  ].filter((link) => link !== undefined);
  return links.length === 0
    ? ""
    : `<nav class="steps" aria-label="${say("Other reports")}">${links.join("")}</nav>`;
}

/** Sections of the second and third level; the first heading is the page's title. */
function contentsHtml(headings: readonly Heading[], say: PageLanguage["say"]): string {
  const listed = headings.slice(1).filter(({ level }) => level <= 3);
  if (listed.length === 0) return "";
  const items = listed.map(
    ({ level, id, html }) => `<li class="level-${level}"><a href="#${id}">${html}</a></li>`,
  );
  return `<nav class="contents" aria-label="${say("Contents")}"><details open><summary>${say("Contents")}</summary>
<ol>
${items.join("\n")}
</ol></details></nav>`;
}

const notRunHtml = (say: PageLanguage["say"]) =>
  `<p class="banner quiet">${say("This notebook has not been run: its outputs are missing.")}</p>`;

function bannerHtml(
  { cell, message }: ReportedFailure,
  sourceName: string,
  say: PageLanguage["say"],
): string {
  return `<div class="banner" role="alert"><strong>${say("This run failed")}</strong>: <a href="#cell-${cell}">${say(`cell ${cell}`)}</a>, ${escapeHtml(sourceName)}.
${say("What follows that cell was not run.")}
<pre>${escapeHtml(stripAnsi(message))}</pre></div>`;
}

function footerHtml({ provenance, seconds, sourceName, language = english }: ExportOptions): string {
  const { say } = language;
  const entries = Object.entries({
    notebook: sourceName,
    ...(seconds !== undefined && { "run time": `${seconds.toFixed(1)} s` }),
    ...provenance,
  });
  return `<footer>${say("Provenance of this report")}<dl>
${entries.map(([name, value]) => `<dt>${escapeHtml(say(name))}</dt><dd>${escapeHtml(value)}</dd>`).join("\n")}
</dl></footer>`;
}

/**
 * What the page shows later, in figures, which it holds deflated, and by its scripts: for a language with fonts of its own.
 * An output that is nested too deep to be shown (200, and the levels around its content) has no words.
 */
export function wordsOf({ cells }: Notebook, { fonts, words }: PageLanguage): string {
  if (!fonts) return "";
  const outputs = cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  return JSON.stringify([outputs.filter((output) => !isDeeper(output as unknown as Json, 210)), words]);
}
