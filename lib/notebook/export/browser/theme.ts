/// <reference lib="dom" />

import { recall, remember } from "./stored.js";
import { word } from "./words.js";

const root = document.documentElement;
const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");

function isDark(): boolean {
  const chosen = root.dataset.theme;
  return chosen === undefined ? darkScheme.matches : chosen === "dark";
}

/**
 * The switch between the light and the dark page. By default the page follows the system.
 * @param redraw draws the figures in the new colours
 */
export function setUpTheme(redraw: () => void): void {
  const button = document.getElementById("theme-switch");
  const show = (): void => {
    if (button) button.textContent = word(isDark() ? "Light page" : "Dark page");
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

/** Colours a figure leaves open, taken from the page's own. What a figure states itself wins over these. */
export function figureTemplate(): unknown {
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
