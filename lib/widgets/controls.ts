/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

// What widgets are built of: the browser's own controls with labels, reached by keyboard as they are.

/** An element with attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let controls = 0;

/** A control below its label. */
export function labelled(label: string, control: HTMLElement): HTMLElement {
  control.id = `widget-control-${++controls}`;
  return element("div", { class: "control" }, element("label", { for: control.id }, label), control);
}

/** A list to choose one of. */
export function choice<Value extends string>(
  label: string,
  options: readonly (readonly [value: Value, text: string])[],
  chosen: Value,
  onChange: (value: Value) => void,
): { readonly field: HTMLElement; readonly select: HTMLSelectElement } {
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value }, text)));
  select.value = chosen;
  select.addEventListener("change", () => onChange(select.value as Value));
  return { field: labelled(label, select), select };
}

/**
 * Boxes to check, at least one. Who unchecks the last one finds it checked again.
 * @param onChange called with what is checked, in the order of the options
 */
export function checkboxes<Value extends string>(
  legend: string,
  options: readonly (readonly [value: Value, text: string])[],
  onChange: (checked: readonly Value[]) => void,
): { readonly field: HTMLElement; check(values: readonly Value[]): void } {
  const inputs = options.map(([value]) => element("input", { type: "checkbox", value }));
  const field = element(
    "fieldset",
    { class: "control" },
    element("legend", {}, legend),
    ...options.map(([, text], at) => element("label", {}, inputs[at]!, " ", text)),
  );
  for (const input of inputs) {
    input.checked = true;
    input.addEventListener("change", () => {
      if (inputs.every(({ checked }) => !checked)) input.checked = true;
      onChange(options.filter((_, at) => inputs[at]!.checked).map(([value]) => value));
    });
  }
  const check = (values: readonly Value[]) => {
    options.forEach(([value], at) => {
      inputs[at]!.checked = values.includes(value);
    });
  };
  return { field, check };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/**
 * A slider with the value beside it. `onInput` is called while it is dragged.
 * @param spoken the value as screen readers say it and as it stands beside the slider
 */
export function slider(
  label: string,
  { min, max, step, value }: Range,
  spoken: (value: number) => string,
  onInput: (value: number) => void,
): { readonly field: HTMLElement; readonly input: HTMLInputElement } {
  const input = element("input", {
    type: "range",
    min: String(min),
    max: String(max),
    step: String(step),
  });
  const shown = element("output", { class: "slider-value" });
  const show = (): void => {
    shown.textContent = spoken(input.valueAsNumber);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.valueAsNumber = value;
  show();
  input.addEventListener("input", () => {
    show();
    onInput(input.valueAsNumber);
  });
  const field = element("div", { class: "control slider" }, labelled(label, input), shown);
  return { field, input };
}

/** A field for a number; empty, or what is no number, is NaN. */
export function numberField(
  label: string,
  { min, max, step }: Omit<Range, "value">,
  onInput: (value: number) => void,
): { readonly field: HTMLElement; readonly input: HTMLInputElement } {
  const input = element("input", {
    type: "number",
    inputmode: "decimal",
    min: String(min),
    max: String(max),
    step: String(step),
  });
  input.addEventListener("input", () => onInput(input.valueAsNumber));
  return { field: labelled(label, input), input };
}

export function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** A table whose first column names the rows. Cells that are not text are put in as they are. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLTableElement {
  const made = element("table", {}, element("caption", {}, caption));
  made.append(
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element(
      "tbody",
      {},
      ...rows.map(([first = "", ...others]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, first),
          ...others.map((cell) => element("td", {}, cell)),
        ),
      ),
    ),
  );
  return made;
}

/** A figure's place inside a widget. */
export function plotPlace(label: string, height: number): HTMLElement {
  return element("div", {
    class: "plot-target",
    role: "group",
    "aria-label": label,
    style: `--height:${height}px`,
  });
}

/**
 * Runs an update after the event that asked for it, so that controls answer at once; of several, only the last. While it is
 * waited for, the place says so (`aria-busy`).
 */
export function scheduled(place: HTMLElement, run: () => Promise<void> | void): () => void {
  let asked = 0;
  return () => {
    const mine = ++asked;
    place.setAttribute("aria-busy", "true");
    setTimeout(async () => {
      if (mine !== asked) return;
      await run();
      if (mine === asked) place.setAttribute("aria-busy", "false");
    }, 0);
  };
}
