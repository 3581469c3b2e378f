import { Worker } from "node:worker_threads";
import type { FigureSpec } from "./plotlySvg.js";

export interface ImageOptions {
  /** Width in px before scaling; the figure's own by default, else 860. */
  readonly width?: number;
  /** Height in px before scaling; the figure's own by default, else 450. */
  readonly height?: number;
  /** Pixels of the image per px; 1.5 by default. */
  readonly scale?: number;
}

/** What the worker is sent and answers. */
export interface ImageRequest {
  readonly id: number;
  readonly figure: FigureSpec;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}
export type ImageAnswer = { readonly id: number } & (
  | { readonly png: Uint8Array }
  | { readonly error: string }
);

interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let lastId = 0;

/**
 * A Plotly figure as PNG on white paper, drawn without a browser (jsdom, Plotly, resvg).
 *
 * The work is done in a thread that is started at the first figure and kept: Plotly does not load inside the
 * tslab kernel's own context. An idle thread keeps no process alive, and a thread ends with its process.
 * @throws Error with Plotly's reason if it cannot draw the figure
 */
export function figureImage(figure: FigureSpec, options: ImageOptions = {}): Promise<Uint8Array> {
  const layout = figure.layout as { width?: number; height?: number };
  const request: ImageRequest = {
    id: ++lastId,
    figure,
    width: options.width ?? layout.width ?? 860,
    height: options.height ?? layout.height ?? 450,
    scale: options.scale ?? 1.5,
  };
  return new Promise((resolve, reject) => {
    worker ??= startWorker();
    waiting.set(request.id, { resolve, reject });
    worker.ref(); // a program waits for its figures
    worker.postMessage(request);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL("./imageWorker.js", import.meta.url), {
    execArgv: [], // a kernel's preload is for the kernel
    stdout: true, // nothing it might print belongs into a cell's output
    stderr: true,
  });
  started.on("message", (answer: ImageAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) started.unref();
    if ("png" in answer) asked?.resolve(answer.png);
    else asked?.reject(new Error(`Plotly could not draw the figure: ${answer.error}`));
  });
  started.on("error", (error) => abandon(error));
  started.on("exit", (code) => abandon(new Error(`the image worker ended with code ${code}`)));
  return started;
}

/** The thread is gone: what waited fails, and the next figure starts another. */
function abandon(error: Error): void {
  worker = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
