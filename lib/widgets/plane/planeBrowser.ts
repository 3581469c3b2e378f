/// <reference lib="dom" />

import { InputError } from "../../base/errors.js";
import type { MountWidget } from "../../notebook/index.js";
import { testSetNamed } from "../../published/testsets/dictionary.js";
import { baselineMethods, scaleNames } from "../../stats/index.js";
import { button, choice, element, numberField, plotPlace, scheduled, table } from "../controls.js";
import { namePicker } from "../namePicker.js";
import {
  baselineNames,
  baselineSize,
  evaluatePlane,
  type PlaneName,
  type PlaneSettings,
  planes,
} from "./evaluatePlane.js";
import { type PlaneData, unpackModels } from "./planeData.js";
import { planeFigure, planeLine, planeRows } from "./planeFigure.js";

const fewest = 10;
const most = 12;

/** Builds the widget of the plane in the reader's page. */
export const mount: MountWidget = async (place, content, host) => {
  const data = content as PlaneData;
  const { text, tell } = host;
  const tables = {
    accuracies: unpackModels(data.accuracies),
    testbed: unpackModels(data.testbed),
    draws: data.draws,
    seed: data.seed,
  };
  let settings: PlaneSettings = data.start;
  const options = <Name extends string>(group: string, names: readonly Name[]) =>
    names.map((name) => [name, text(`${group}.${name}`)] as const);
  const change = (changed: Partial<PlaneSettings>): void => {
    settings = { ...settings, ...changed };
    update();
  };

  const shift = choice(
    text("shift"),
    options("shift", Object.keys(planes) as PlaneName[]),
    settings.plane,
    (plane) => change({ plane }),
  );
  const axes = choice(text("axes"), options("axes", scaleNames), settings.scale, (scale) =>
    change({ scale }),
  );
  const baseline = choice(text("baseline"), options("baseline", baselineNames), settings.baseline, (chosen) =>
    change({ baseline: chosen }),
  );
  const method = choice(text("method"), options("method", baselineMethods), settings.method, (chosen) =>
    change({ method: chosen }),
  );
  const namesOnPlane = () =>
    tables[planes[settings.plane].table]
      .filter(({ accuracies }) => accuracies.has(settings.plane))
      .map(({ model }) => model);
  const pick = (model: string): void => {
    // The reader's own model is a mark too, and in no table.
    if (!namesOnPlane().includes(model) || settings.picked.includes(model)) return;
    change({ picked: [...settings.picked, model].slice(-most) });
  };
  const picker = namePicker(
    { id: `${place.id}-model`, label: text("add"), suggestions: text("suggestions") },
    namesOnPlane,
    pick,
  );
  const own = { x: Number.NaN, y: Number.NaN };
  const typed = (axis: "x" | "y") => (value: number) => {
    own[axis] = value / 100;
    const { own: _, ...others } = settings;
    settings = Number.isFinite(own.x) && Number.isFinite(own.y) ? { ...others, own: { ...own } } : others;
    update();
  };
  const percent = { min: 0, max: 100, step: 0.1 };
  const ownX = numberField("", percent, typed("x"));
  const ownY = numberField("", percent, typed("y"));

  const status = element("p", { class: "widget-status" });
  const results = element("div", { class: "widget-results", "aria-live": "polite" });
  const plot = plotPlace(text("title"), 560);
  place.append(
    element("div", { class: "controls" }, shift.field, axes.field, baseline.field, method.field),
    element(
      "div",
      { class: "controls" },
      picker.field,
      element("fieldset", { class: "control" }, element("legend", {}, text("own")), ownX.field, ownY.field),
    ),
    plot,
    status,
    results,
  );

  const show = async (): Promise<void> => {
    const { plane } = settings;
    for (const option of baseline.select.options) {
      const name = option.value as (typeof baselineNames)[number];
      option.disabled = baselineSize(tables, plane, name) < fewest;
    }
    const titles = [planes[plane].inDistribution, plane].map((set) => testSetNamed(set).title);
    [ownX, ownY].forEach(({ field }, at) => {
      field.firstElementChild!.textContent = tell(titles[at]!);
    });
    if (baselineSize(tables, plane, settings.baseline) < fewest) {
      status.textContent = text("fails", { reason: text("tooFew", { count: fewest }) });
      results.replaceChildren();
      return;
    }
    try {
      const evaluated = evaluatePlane(tables, settings);
      await host.draw(plot, planeFigure(evaluated, text, tell));
      const sentences = [planeLine(evaluated, text), text("clickHint")];
      if (evaluated.missing.length > 0)
        sentences.push(text("missing", { models: evaluated.missing.join(", ") }));
      status.textContent = sentences.join(" ");
      const rows = planeRows(evaluated, text).map((row) => {
        const remove = settings.picked.includes(row.model) ? [removal(row.model)] : [];
        return [
          element("span", {}, row.model, ...remove),
          row.inDistribution,
          row.shift,
          row.expected,
          row.rho,
        ];
      });
      results.replaceChildren(
        rows.length === 0
          ? element("p", {}, text("none"))
          : table(
              text("head"),
              [
                text("model"),
                tell(evaluated.evaluation.inDistribution),
                tell(evaluated.evaluation.shift),
                text("expected"),
                text("rho"),
              ],
              rows,
            ),
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      status.textContent =
        settings.own && !isFraction(settings.own)
          ? text("wrongOwn")
          : text("fails", { reason: error.message });
      results.replaceChildren();
    }
  };
  const removal = (model: string): HTMLElement => {
    const made = button("×", () => {
      change({ picked: settings.picked.filter((name) => name !== model) });
      picker.input.focus();
    });
    made.setAttribute("aria-label", text("remove", { model }));
    made.className = "remove";
    return made;
  };
  const update = scheduled(place, show);

  await show();
  place.setAttribute("aria-busy", "false");
  host.onMark(plot, pick);
};

const isFraction = ({ x, y }: { x: number; y: number }) => [x, y].every((value) => value >= 0 && value <= 1);
