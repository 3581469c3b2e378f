import type { Json } from "./nbformat.js";

/** MIME type of a widget in a notebook. Viewers that do not know it show another form of the same output. */
export const widgetMime = "application/vnd.report-widget.v1+json";

/** A widget as a notebook's output holds it. Its code is a browser module, which an export finds by `kind`. */
export interface WidgetSpec<Data = unknown> {
  readonly kind: string;
  readonly title: string;
  /** What it shows and what can be done with it, in a sentence or two. */
  readonly description: string;
  /**
   * Every text the widget shows, by name. `{name}` in a text stands for a value. A translation replaces this object,
   * the title and the description.
   */
  readonly messages: Readonly<Record<string, string>>;
  /**
   * What the library says to the widget in English, in the notation of the translators' messages (`#` a number, `{name}` a
   * text): each text by itself. A translation replaces the values.
   */
  readonly phrases?: Readonly<Record<string, string>>;
  /** Plain data. */
  readonly data: Data;
}

/**
 * Looks at the parts of a widget that the page relies on.
 * @throws Error saying which part is not as expected
 */
export function checkWidget(content: Json): WidgetSpec {
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new Error("it is not an object");
  const { kind, title, description, messages, phrases, data } = content as Record<string, Json | undefined>;
  for (const [name, value] of Object.entries({ kind, title, description }))
    if (typeof value !== "string") throw new Error(`${name} is ${typeof value}, expected text`);
  for (const [name, texts] of Object.entries({ messages, phrases: phrases ?? {} }))
    if (
      typeof texts !== "object" ||
      texts === null ||
      Object.values(texts).some((text) => typeof text !== "string")
    )
      throw new Error(`${name} is not an object of texts`);
  if (data === undefined) throw new Error("data is missing");
  return {
    kind,
    title,
    description,
    messages,
    ...(phrases !== undefined && { phrases }),
    data,
  } as WidgetSpec;
}

/** What a page gives to the widgets in it. */
export interface WidgetHost {
  /** Draws a Plotly figure in an element, in the page's colours and language, and again when they change. */
  draw(target: HTMLElement, figure: { readonly data: unknown; readonly layout?: unknown }): Promise<void>;
  /** Calls back with the label of a mark that was clicked. Call it once, after the first `draw`. */
  onMark(target: HTMLElement, run: (label: string) => void): void;
  /** A text of the widget by its name, with values in the places of `{name}`. */
  text(name: string, values?: Readonly<Record<string, string | number>>): string;
  /** What the library says in English, in the page's language: by the widget's phrases. */
  tell(english: string): string;
  /** Remembers a value for this page and widget in the reader's browser; what was remembered is undefined at first. */
  readonly memory: { get(): string | undefined; set(value: string): void };
}

/**
 * What a widget's browser module exports as `mount`: builds the widget in an element that is empty. One that draws no Plotly
 * figure sets `data-figure="none"` on it, and gets no buttons for a figure's numbers.
 */
export type MountWidget = (place: HTMLElement, data: unknown, host: WidgetHost) => void | Promise<void>;
