/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { readEmbedded, runHeldScript } from "./embedded.js";
import { csvText, type DataTrace, figureTable } from "./figureData.js";
import { narrowLayout, type PageLayout } from "./narrowLayout.js";
import { figureTemplate } from "./theme.js";
import { allWords, word } from "./words.js";

interface BrowserPlotly {
  react(target: Element, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  restyle(target: Element, update: unknown, traces: readonly number[]): Promise<unknown>;
  downloadImage(target: Element, options: object): Promise<unknown>;
  purge(target: Element): void;
}

interface PlotTarget extends HTMLElement {
  on?(event: string, run: (event: HoverEvent) => void): void;
}

interface HoverEvent {
  readonly points?: readonly {
    readonly data: Trace;
    readonly pointNumber: number;
    readonly x: unknown;
    readonly y: unknown;
  }[];
}

/** Lengths of a mark's error bars on the axes: right, left, up, down. */
type Errors = readonly [number, number, number, number];

interface Trace extends DataTrace {
  readonly showlegend?: boolean;
  readonly marker?: { readonly color?: unknown };
  readonly meta?: DataTrace["meta"] & { readonly errors?: readonly Errors[] };
}

interface PageFigure {
  readonly target: PlotTarget;
  readonly title: string;
  readonly data: readonly Trace[];
  readonly layout: PageLayout;
  readonly config: object;
}

/** A place for a figure: of a notebook's output, or inside a widget. */
interface FigurePlace {
  /** What has to come near the window. */
  readonly element: Element;
  figure?: PageFigure;
  drawn: boolean;
  /** Whether the reader has zoomed or hidden a group: such a figure stays as it is. */
  touched: boolean;
  /** Called with the label of a mark that is clicked. */
  onMark?: (label: string) => void;
}

let plotly: BrowserPlotly | undefined;
let loading: Promise<void> | undefined;

/** Plotly is a third of a page and is run when the first figure comes near the window. */
function loadPlotly(): Promise<void> {
  loading ??= runHeldScript("plotly").then(() => {
    plotly = (window as unknown as { Plotly?: BrowserPlotly }).Plotly;
  });
  return loading;
}

const narrow = window.matchMedia("(max-width: 40rem)");
const places = new Map<Element, FigurePlace>();
let printing = false;

/** Pixels around the window in which figures are drawn, and beyond which they are given up again. */
const [nearBy, farOff] = [600, 700];

/**
 * Draws each figure when it comes near the window, and gives it up for its picture when it is far away: a page holds
 * few marks at a time, however many its figures have. Below each figure, buttons show its numbers and save them.
 * @returns draws all figures again, e.g. in other colours
 */
export function setUpFigures(): () => void {
  if (!document.querySelector('script[data-held="plotly"]')) return () => {};
  for (const element of document.querySelectorAll("figure.plot:not(.widget)")) {
    watchPlace({ element, drawn: false, touched: false });
    setUpButtons(element, () => readFigure(element));
  }
  setTimeout(loadPlotly, 0); // after the page is there to be read
  setUpPrint(redrawAll);
  narrow.addEventListener("change", redrawAll);
  return redrawAll;
}

function redrawAll(): void {
  for (const { figure, drawn } of places.values()) if (figure && drawn) void draw(figure);
}

const near = observeAround(nearBy, (place, isNear) => {
  if (!isNear || place.drawn || waiting.includes(place)) return;
  waiting.push(place);
  void drawWaiting();
});

const far = observeAround(farOff, (place, isNear) => {
  if (!isNear) release(place);
});

function observeAround(
  margin: number,
  run: (place: FigurePlace, isNear: boolean) => void,
): IntersectionObserver {
  return new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) run(places.get(target)!, isIntersecting);
    },
    { rootMargin: `${margin}px` },
  );
}

function watchPlace(place: FigurePlace): void {
  places.set(place.element, place);
  near.observe(place.element);
  far.observe(place.element);
}

const waiting: FigurePlace[] = [];
let drawing = false;

/** Figures are drawn one by one, so that the page can be read and scrolled meanwhile. */
async function drawWaiting(): Promise<void> {
  if (drawing) return;
  drawing = true;
  await loadPlotly();
  for (let place = waiting.shift(); place; place = waiting.shift()) {
    place.figure ??= await readFigure(place.element);
    if (!place.figure) continue;
    await drawPlace(place, place.figure);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  drawing = false;
}

async function drawPlace(place: FigurePlace, figure: PageFigure): Promise<void> {
  const { target } = figure;
  try {
    await draw(figure);
    if (!place.drawn) {
      showErrorsOnHover(figure);
      reportMarks(place);
      for (const event of ["plotly_relayout", "plotly_legendclick"])
        target.on?.(event, () => {
          place.touched = true;
        });
    }
    place.drawn = true;
    target.dataset.drawn = "true"; // from here on it stands in the place of its picture
  } catch (error) {
    target.replaceChildren(word("This figure cannot be drawn: #", (error as Error).message));
    target.dataset.failed = "true";
  }
}

/** Gives up a figure, at the same height: one with a picture to stand in its place, or one in a widget. */
function release(place: FigurePlace): void {
  const picture = place.element.querySelector<HTMLElement>(".plot-picture");
  const { figure, drawn, touched } = place;
  const inWidget = figure?.target === place.element;
  if (!figure || !drawn || touched || printing || !(picture || inWidget)) return;
  const holder = picture ?? figure.target;
  holder.style.setProperty(picture ? "height" : "min-height", `${figure.target.offsetHeight}px`);
  plotly?.purge(figure.target);
  figure.target.replaceChildren();
  delete figure.target.dataset.drawn;
  place.drawn = false;
  near.unobserve(place.element); // observed anew, it reports where it is
  near.observe(place.element);
}

/** The figure of a widget, drawn now and again in other colours or for print. */
export async function drawInWidget(
  target: HTMLElement,
  figure: { data: unknown; layout?: unknown },
): Promise<void> {
  await loadPlotly();
  const known = places.get(target);
  const place = known ?? { element: target, drawn: false, touched: false };
  place.figure = pageFigure(target, figure as Parameters<typeof pageFigure>[1]);
  target.style.removeProperty("min-height");
  await drawPlace(place, place.figure);
  if (!known) watchPlace(place);
}

/** Calls back when a mark with a label is clicked in a figure that `drawInWidget` has drawn. */
export function onMark(target: HTMLElement, run: (label: string) => void): void {
  const place = places.get(target);
  if (!place) return;
  place.onMark = run;
  reportMarks(place);
}

function reportMarks({ figure, onMark: run }: FigurePlace): void {
  if (!run) return;
  figure?.target.on?.("plotly_click", ({ points = [] }) => {
    const [point] = points;
    const { text } = point?.data ?? {};
    const label = Array.isArray(text) ? text[point!.pointNumber] : undefined;
    if (typeof label === "string") run(label);
  });
}

/** The buttons of a widget's figure, which may change. */
export function setUpWidgetButtons(element: Element): void {
  const target = () => element.querySelector(".widget-place .plot-target");
  setUpButtons(element, async () => places.get(target()!)?.figure);
}

async function readFigure(element: Element): Promise<PageFigure | undefined> {
  const target = element.querySelector<HTMLElement>(".plot-target");
  const script = element.querySelector("script[data-figure]");
  if (!target || !script) return undefined;
  return pageFigure(target, (await readEmbedded(script)) as Parameters<typeof pageFigure>[1]);
}

function pageFigure(
  target: HTMLElement,
  { data = [], layout = {}, config = {} }: { data?: readonly Trace[]; layout?: PageLayout; config?: object },
): PageFigure {
  const { width: _fixed, ...free } = layout as PageLayout & { width?: number };
  const title = typeof layout.title === "string" ? layout.title : (layout.title?.text ?? "");
  return { target, title, data, layout: free, config };
}

async function draw({ target, data, layout, config }: PageFigure): Promise<void> {
  const entries = data.filter((trace) => trace.showlegend !== false).length;
  const fitted = narrow.matches && !printing ? narrowLayout(layout, entries, target.clientWidth) : layout;
  // Before printing, the page still has the width of the screen: 650 px fit between the margins of A4 and Letter.
  const size = printing ? { width: 650, autosize: false } : { autosize: true };
  await plotly?.react(
    target,
    hasErrors(data) ? [...data, looked] : data,
    // Plotly writes into the layout it is given. A zoom survives a redraw by `uirevision`.
    { template: figureTemplate(), uirevision: "kept", ...structuredClone(fitted), ...size },
    {
      ...config,
      // Nothing leads out: no logo that links to the maker, no upload to his servers.
      displaylogo: false,
      ...inPageLanguage(),
      showLink: false,
      showSendToCloud: false,
      showEditInChartStudio: false,
      plotlyServerURL: "",
      modeBarButtonsToRemove: [
        "select2d",
        "lasso2d",
        "autoScale2d",
        "sendChartToCloud",
        "sendDataToCloud",
        "editInChartStudio",
      ],
      responsive: !printing,
    },
  );
}

/** The names of Plotly's buttons in the page's language. */
function inPageLanguage(): object {
  const code = document.documentElement.lang;
  return code === "en" ? {} : { locale: code, locales: { [code]: { dictionary: allWords() } } };
}

const hasErrors = (data: readonly Trace[]): boolean => data.some(({ meta }) => meta?.errors);

/** The mark being looked at, with its error bars. Drawn for hundreds of marks at once they would hide each other. */
const looked = {
  type: "scatter",
  mode: "markers",
  x: [],
  y: [],
  showlegend: false,
  hoverinfo: "skip",
  marker: { size: 9 },
};

function showErrorsOnHover({ target, data }: PageFigure): void {
  if (!hasErrors(data)) return;
  target.on?.("plotly_hover", ({ points = [] }) => {
    const [point] = points;
    const errors = point?.data.meta?.errors?.[point.pointNumber];
    if (!point || !errors) return;
    const { color } = point.data.marker ?? {};
    const bars = (array: number, arrayminus: number) => ({
      type: "data",
      symmetric: false,
      array: [array],
      arrayminus: [arrayminus],
      width: 3,
      thickness: 1.2,
      color,
    });
    const update = {
      x: [[point.x]],
      y: [[point.y]],
      error_x: [bars(errors[0], errors[1])],
      error_y: [bars(errors[2], errors[3])],
      "marker.color": [color],
    };
    void plotly?.restyle(target, update, [data.length]);
  });
}

/** Paper is white and narrow: figures are redrawn for the time of printing. */
function setUpPrint(redraw: () => void): void {
  const root = document.documentElement;
  let chosen: string | undefined;
  window.addEventListener("beforeprint", () => {
    chosen = root.dataset.theme;
    root.dataset.theme = "light";
    printing = true;
    redraw();
  });
  window.addEventListener("afterprint", () => {
    if (chosen === undefined) delete root.dataset.theme;
    else root.dataset.theme = chosen;
    printing = false;
    redraw();
  });
}

function setUpButtons(place: Element, read: () => Promise<PageFigure | undefined>): void {
  const buttons = document.createElement("div");
  buttons.className = "figure-buttons";
  const add = (text: string, run: () => unknown): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", run);
    buttons.append(button);
    return button;
  };
  const named = place.querySelector("[id^=figure-]")?.id ?? "figure";
  let table: HTMLElement | undefined;
  const numbers = add(word("Numbers"), async () => {
    const figure = table ? undefined : await read();
    table?.remove();
    table = figure && tableOf(figure);
    if (table) buttons.after(table);
    numbers.setAttribute("aria-expanded", String(table !== undefined));
  });
  numbers.setAttribute("aria-expanded", "false");
  add("CSV", async () => {
    const figure = await read();
    if (figure) save(csvText(figureTable(figure.data, figure.layout as object)), `${named}.csv`);
  });
  add("PNG", async () => {
    const target = (await read())?.target;
    if (target?.dataset.drawn)
      void plotly?.downloadImage(target, { format: "png", filename: named, scale: 2 });
  });
  (place.querySelector("figcaption") ?? place).append(buttons);
}

const mostRows = 2000;

function tableOf(figure: PageFigure): HTMLElement {
  const { columns, rows } = figureTable(figure.data, figure.layout as object);
  const box = document.createElement("div");
  box.className = "figure-table";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", word("Numbers of the figure: #", figure.title));
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = word(column);
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows.slice(0, mostRows)) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = line.insertCell();
      cell.textContent = typeof value === "number" ? String(Number(value.toPrecision(5))) : value;
      if (typeof value === "number") cell.className = "number";
    }
  }
  box.append(element);
  if (rows.length > mostRows) {
    const note = document.createElement("p");
    note.textContent = word("The first # of # rows; the CSV file has all of them.", mostRows, rows.length);
    box.append(note);
  }
  return box;
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
