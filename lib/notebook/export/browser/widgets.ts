/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { fillText } from "../../../base/fillText.js";
import type { MountWidget, WidgetHost } from "../../widget.js";
import { readEmbedded, runHeldScript } from "./embedded.js";
import { drawInWidget, onMark, setUpWidgetButtons } from "./figures.js";
import type { Phrasebook, phrasebook } from "./phrasebook.js";
import { recall, remember } from "./stored.js";

/** Pixels around the window in which widgets are built. */
const nearBy = 600;

/** Builds each widget when it comes near the window. Until then, and where it fails, its picture stands there. */
export function setUpWidgets(): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) {
          near.unobserve(target);
          waiting.push(target);
        }
      void buildWaiting();
    },
    { rootMargin: `${nearBy}px` },
  );
  for (const element of document.querySelectorAll("figure.widget")) near.observe(element);
}

/** What builds a widget, by its kind: left by the script of the page's widgets. */
type Kinds = Readonly<Record<string, MountWidget>>;

/** What the script of the page's widgets leaves. */
interface WidgetsScript {
  readonly kinds: Kinds;
  readonly phrasebook: typeof phrasebook;
}

const waiting: Element[] = [];
let building = false;

async function buildWaiting(): Promise<void> {
  if (building || waiting.length === 0) return;
  building = true;
  await runHeldScript("widgets");
  const script = (window as unknown as { reportWidgets?: WidgetsScript }).reportWidgets;
  for (let element = waiting.shift(); element && script; element = waiting.shift()) {
    await build(element, script);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  building = false;
}

async function build(element: Element, { kinds, phrasebook }: WidgetsScript): Promise<void> {
  const place = element.querySelector<HTMLElement>(".widget-place");
  const script = element.querySelector("script[data-widget-data]");
  const mount = kinds[place?.dataset.widget ?? ""];
  if (!place || !script || !mount) return;
  try {
    const { messages, phrases, data } = (await readEmbedded(script)) as {
      messages: Readonly<Record<string, string>>;
      phrases: Readonly<Record<string, string>>;
      data: unknown;
    };
    await mount(place, data, hostOf(place, messages, phrasebook(phrases)));
    place.dataset.mounted = "true"; // from here on it stands in the place of its picture
    if (place.dataset.figure !== "none") setUpWidgetButtons(element);
  } catch (error) {
    place.replaceChildren(`This widget does not run here: ${(error as Error).message}`);
    place.dataset.failed = "true";
  }
}

function hostOf(
  place: HTMLElement,
  messages: Readonly<Record<string, string>>,
  { tell, figure: translated }: Phrasebook,
): WidgetHost {
  const key = `report-widget ${location.pathname} ${place.id}`;
  return {
    draw: (target, figure) => drawInWidget(target, translated(figure)),
    onMark,
    tell,
    text: (name, values) => fillText(messages[name] ?? name, values),
    memory: { get: () => recall(key) ?? undefined, set: (value) => remember(key, value) },
  };
}
