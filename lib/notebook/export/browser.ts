/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

// What runs in the reader's browser. The function is written into the page as its own text, so it may use
// nothing from outside itself but the page and, where there are figures, Plotly.

interface BrowserPlotly {
  newPlot(target: Element, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  relayout(target: Element, change: unknown): Promise<unknown>;
}

function runPage(): void {
  const root = document.documentElement;
  const plotly = (window as unknown as { Plotly?: BrowserPlotly }).Plotly;
  const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 40rem)");
  const drawn: { target: HTMLElement; layout: Record<string, unknown> }[] = [];

  // A page opened from disk may have no storage: the choice then lasts as long as the page.
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
  function template(printing: boolean): unknown {
    if (printing) root.dataset.theme = "light";
    const style = getComputedStyle(root);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      gridcolor: color("--grid"),
      linecolor: color("--axis"),
      tickcolor: color("--axis"),
      zerolinecolor: color("--axis"),
    };
    return {
      layout: {
        paper_bgcolor: "rgba(0, 0, 0, 0)",
        plot_bgcolor: "rgba(0, 0, 0, 0)",
        font: { color: color("--text") },
        xaxis: axis,
        yaxis: axis,
        legend: { bgcolor: "rgba(0, 0, 0, 0)" },
        hoverlabel: {
          font: { color: color("--text") },
          bgcolor: color("--raised"),
          bordercolor: color("--axis"),
        },
        modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: color("--quiet"), activecolor: color("--text") },
      },
    };
  }

  function themeFigures(printing = false): void {
    const themed = template(printing);
    for (const { target } of drawn) void plotly?.relayout(target, { template: themed });
  }

  /** Figures are drawn one by one, so that the page can be read and scrolled meanwhile. */
  async function drawFigures(): Promise<void> {
    if (!plotly) return;
    for (const script of document.querySelectorAll<HTMLScriptElement>("script[data-figure]")) {
      const target = document.getElementById(script.dataset.figure ?? "");
      if (!target) continue;
      const { data, layout = {}, config = {} } = JSON.parse(script.textContent ?? "{}");
      const { width: _fixed, ...free } = layout;
      const shown = { template: template(false), ...free, autosize: true };
      await plotly.newPlot(target, data, shown, { displaylogo: false, ...config, responsive: true });
      drawn.push({ target, layout: free });
      target.dataset.drawn = "true";
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
      themeFigures();
    });
    darkScheme.addEventListener("change", () => {
      show();
      themeFigures();
    });
  }

  function setUpCode(): void {
    const button = document.getElementById("code-switch");
    const show = (hidden: boolean): void => {
      document.body.classList.toggle("no-code", hidden);
      if (!button) return;
      button.textContent = hidden ? "Show code" : "Hide code";
    };
    show(recall("report-code") === "hidden");
    button?.addEventListener("click", () => {
      const hidden = !document.body.classList.contains("no-code");
      show(hidden);
      remember("report-code", hidden ? "hidden" : "shown");
    });
  }

  /** Paper is white: figures are recoloured for the time of printing. */
  function setUpPrint(): void {
    let before: string | undefined;
    window.addEventListener("beforeprint", () => {
      before = root.dataset.theme;
      themeFigures(true);
    });
    window.addEventListener("afterprint", () => {
      if (before === undefined) delete root.dataset.theme;
      else root.dataset.theme = before;
      themeFigures();
    });
  }

  setUpTheme();
  setUpCode();
  setUpPrint();
  const contents = document.querySelector<HTMLDetailsElement>("nav.contents details");
  if (contents && narrow.matches) contents.open = false;
  void drawFigures();
}

/** The page's script. */
export const pageScript: string = `(${runPage.toString()})();`;
