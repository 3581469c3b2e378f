import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { JSDOM, VirtualConsole } from "jsdom";
import { giveTextBoxes } from "./textBoxes.js";
import { fontFamily } from "./textWidth.js";

/** A Plotly figure as a notebook's output holds it. */
export interface FigureSpec {
  readonly data: readonly unknown[];
  readonly layout: object;
  readonly config?: object;
}

interface PlotlyImages {
  toImage(figure: object, options: object): Promise<string>;
}

let plotly: PlotlyImages | undefined;

/** Plotly in a document without a screen; loaded at first use, some 0.5 s. */
function load(): PlotlyImages {
  const { window } = new JSDOM("<!DOCTYPE html><body></body>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(), // nobody reads what the page would log
  });
  giveTextBoxes(window);
  window.HTMLCanvasElement.prototype.getContext = () => null;
  window.URL.createObjectURL = () => "";
  window.eval(readFileSync(createRequire(import.meta.url).resolve("plotly.js"), "utf8"));
  return (window as unknown as { Plotly: PlotlyImages }).Plotly;
}

/** Draws a figure as SVG on white paper, with no browser. Width and height in px. */
export async function plotlySvg(
  figure: FigureSpec,
  size: { readonly width: number; readonly height: number },
): Promise<string> {
  plotly ??= load();
  const layout = figure.layout as { font?: object };
  const image = await plotly.toImage(
    {
      data: figure.data,
      layout: {
        ...layout,
        ...size,
        autosize: false,
        paper_bgcolor: "#ffffff",
        font: { ...layout.font, family: fontFamily },
      },
    },
    { ...size, format: "svg", imageDataOnly: true },
  );
  return image;
}
