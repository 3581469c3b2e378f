/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { csvText, type DataTrace, figureTable } from "./figureData.js";
import { narrowLayout, type PageLayout } from "./narrowLayout.js";
import { figureTemplate } from "./theme.js";
import { allWords, word } from "./words.js";

interface BrowserPlotly {
  react(target: Element, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  restyle(target: Element, update: unknown, traces: readonly number[]): Promise<unknown>;
  downloadImage(target: Element, options: object): Promise<unknown>;
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

const plotly = (window as unknown as { Plotly?: BrowserPlotly }).Plotly;
const narrow = window.matchMedia("(max-width: 40rem)");
const drawn = new Set<PageFigure>();
let printing = false;

/**
 * Draws each figure when it comes near the window; until then its picture stands there. Below each figure, buttons
 * show its numbers and save them.
 * @returns draws all figures again, e.g. in other colours
 */
export function setUpFigures(): () => void {
  const redraw = (): void => {
    for (const figure of drawn) void draw(figure);
  };
  if (!plotly) return redraw;
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) {
          near.unobserve(target);
          waiting.push(target);
        }
      void drawWaiting();
    },
    { rootMargin: "600px" },
  );
  for (const place of document.querySelectorAll("figure.plot")) {
    near.observe(place);
    setUpButtons(place);
  }
  setUpPrint(redraw);
  narrow.addEventListener("change", redraw);
  return redraw;
}

const waiting: Element[] = [];
let drawing = false;

/** Figures are drawn one by one, so that the page can be read and scrolled meanwhile. */
async function drawWaiting(): Promise<void> {
  if (drawing) return;
  drawing = true;
  for (let place = waiting.shift(); place; place = waiting.shift()) {
    const figure = readFigure(place);
    if (!figure) continue;
    try {
      await draw(figure);
      drawn.add(figure);
      showErrorsOnHover(figure);
      figure.target.dataset.drawn = "true"; // from here on it stands in the place of its picture
    } catch (error) {
      figure.target.replaceChildren(word("This figure cannot be drawn: #", (error as Error).message));
      figure.target.dataset.failed = "true";
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  drawing = false;
}

function readFigure(place: Element): PageFigure | undefined {
  const target = place.querySelector<HTMLElement>(".plot-target");
  const script = place.querySelector("script[data-figure]");
  if (!target || !script) return undefined;
  const { data, layout = {}, config = {} } = JSON.parse(script.textContent ?? "{}");
  const { width: _fixed, ...free } = layout;
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

function setUpButtons(place: Element): void {
  const buttons = document.createElement("div");
  buttons.className = "figure-buttons";
  const add = (text: string, run: () => void): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", run);
    buttons.append(button);
    return button;
  };
  const named = place.querySelector(".plot-target")?.id ?? "figure";
  let table: HTMLElement | undefined;
  const numbers = add(word("Numbers"), () => {
    const figure = readFigure(place);
    if (table) table.hidden = !table.hidden;
    else if (figure) {
      table = tableOf(figure);
      buttons.after(table);
    }
    numbers.setAttribute("aria-expanded", String(table?.hidden === false));
  });
  numbers.setAttribute("aria-expanded", "false");
  add("CSV", () => {
    const figure = readFigure(place);
    if (figure) save(csvText(figureTable(figure.data, figure.layout as object)), `${named}.csv`);
  });
  add("PNG", () => {
    const target = place.querySelector<HTMLElement>(".plot-target");
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
