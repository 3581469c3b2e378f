/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { narrowLayout, type PageLayout } from "./narrowLayout.js";

interface BrowserPlotly {
  react(target: Element, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
}

interface PageFigure {
  readonly target: HTMLElement;
  readonly data: readonly { showlegend?: boolean }[];
  readonly layout: PageLayout;
  readonly config: object;
}

/**
 * What runs in the reader's browser: the switches for code and theme, and the figures. It is written into the
 * page as its own text, so it may use nothing but the page, Plotly where there are figures, and `narrowLayout`.
 */
export function runPage(): void {
  const root = document.documentElement;
  const plotly = (window as unknown as { Plotly?: BrowserPlotly }).Plotly;
  const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 40rem)");
  const drawn: PageFigure[] = [];
  let printing = false;

  setUpTheme();
  setUpCode();
  setUpPrint();
  const contents = document.querySelector<HTMLDetailsElement>("nav.contents details");
  if (contents && narrow.matches) contents.open = false;
  narrow.addEventListener("change", () => redraw());
  void drawFigures();

  // A page opened from disk may have no storage: a choice then lasts as long as the page.
  function remember(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {}
  }
  function recall(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function isDark(): boolean {
    const chosen = root.dataset.theme;
    return chosen === undefined ? darkScheme.matches : chosen === "dark";
  }

  /** Colours a figure leaves open, taken from the page's own: what a figure states itself wins over these. */
  function template(): unknown {
    const style = getComputedStyle(root);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const clear = "rgba(0, 0, 0, 0)";
    const axis = {
      gridcolor: color("--grid"),
      linecolor: color("--axis"),
      tickcolor: color("--axis"),
      zerolinecolor: color("--axis"),
    };
    return {
      layout: {
        paper_bgcolor: clear,
        plot_bgcolor: clear,
        font: { color: color("--text") },
        xaxis: axis,
        yaxis: axis,
        legend: { bgcolor: clear },
        hoverlabel: {
          bgcolor: color("--raised"),
          bordercolor: color("--axis"),
          font: { color: color("--text") },
        },
        modebar: { bgcolor: clear, color: color("--quiet"), activecolor: color("--text") },
      },
    };
  }

  async function draw({ target, data, layout, config }: PageFigure): Promise<void> {
    const entries = data.filter((trace) => trace.showlegend !== false).length;
    const fitted = narrow.matches && !printing ? narrowLayout(layout, entries, target.clientWidth) : layout;
    // Before printing, the page still has the width of the screen: 650 px fit between the margins of A4 and Letter.
    const size = printing ? { width: 650, autosize: false } : { autosize: true };
    await plotly?.react(
      target,
      data,
      // Plotly writes into the layout it is given. A zoom survives a redraw by `uirevision`.
      { template: template(), uirevision: "kept", ...structuredClone(fitted), ...size },
      {
        ...config,
        // Nothing leads out: no logo that links to the maker, no upload to his servers.
        displaylogo: false,
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

  function redraw(): void {
    for (const figure of drawn) void draw(figure);
  }

  /** Figures are drawn one by one, so that the page can be read and scrolled meanwhile. */
  async function drawFigures(): Promise<void> {
    if (!plotly) return;
    for (const script of document.querySelectorAll<HTMLScriptElement>("script[data-figure]")) {
      const target = script.parentElement?.querySelector<HTMLElement>(".plot-target");
      if (!target) continue;
      const { data, layout = {}, config = {} } = JSON.parse(script.textContent ?? "{}");
      const { width: _fixed, ...free } = layout;
      const figure = { target, data, layout: free, config };
      try {
        await draw(figure);
        drawn.push(figure);
        target.dataset.drawn = "true"; // from here on it stands in the place of its picture
      } catch (error) {
        target.replaceChildren(`This figure cannot be drawn: ${(error as Error).message}`);
        target.dataset.failed = "true";
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  function setUpTheme(): void {
    const button = document.getElementById("theme-switch");
    const show = (): void => {
      if (button) button.textContent = isDark() ? "Light page" : "Dark page";
    };
    const stored = recall("report-theme");
    if (stored === "light" || stored === "dark") root.dataset.theme = stored;
    show();
    button?.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("report-theme", root.dataset.theme);
      show();
      redraw();
    });
    darkScheme.addEventListener("change", () => {
      show();
      redraw();
    });
  }

  function setUpCode(): void {
    const button = document.getElementById("code-switch");
    const show = (hidden: boolean): void => {
      document.body.classList.toggle("no-code", hidden);
      if (button) button.textContent = hidden ? "Show code" : "Hide code";
    };
    show(recall("report-code") === "hidden");
    button?.addEventListener("click", () => {
      const hidden = !document.body.classList.contains("no-code");
      show(hidden);
      remember("report-code", hidden ? "hidden" : "shown");
    });
  }

  /** Paper is white and narrow: figures are redrawn for the time of printing. */
  function setUpPrint(): void {
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
}
