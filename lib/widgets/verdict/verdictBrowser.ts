/// <reference lib="dom" />

import type { MountWidget } from "../../notebook/index.js";
import { button, checkboxes, choice, element, plotPlace, scheduled, slider, table } from "../controls.js";
import {
  isPlanned,
  judgeAt,
  marginRange,
  plannedSeeds,
  plannedSettings,
  type VerdictData,
  type VerdictSettings,
  verdictFigure,
  verdictWidgetRows,
} from "./verdict.js";

/** Builds the widget of the verdict in the reader's page. */
export const mount: MountWidget = async (place, content, host) => {
  const data = content as VerdictData;
  const { text, tell } = host;
  const planned = judgeAt(data, plannedSettings(data));
  let settings: VerdictSettings = plannedSettings(data);
  const change = (changed: Partial<VerdictSettings>): void => {
    settings = { ...settings, ...changed };
    update();
  };

  const margin = slider(
    text("margin"),
    { ...marginRange, value: settings.marginPoints },
    (points) => text(points === data.plannedMargin ? "marginPlanned" : "marginValue", { points }),
    (marginPoints) => change({ marginPoints }),
  );
  const seeds = choice(
    text("seeds"),
    Object.keys(data.sets).map(
      (name) =>
        [name, name === plannedSeeds ? text("seeds.planned") : text("seeds.one", { seed: name })] as const,
    ),
    settings.seeds,
    (chosen) => change({ seeds: chosen }),
  );
  const shifts = checkboxes(
    text("shifts"),
    data.shifts.map((shift, at) => [String(at), tell(shift)] as const),
    (checked) => change({ places: checked.map(Number) }),
  );
  const back = button(text("back"), () => {
    const { marginPoints, seeds: set, places } = plannedSettings(data);
    margin.input.valueAsNumber = marginPoints;
    margin.input.dispatchEvent(new Event("input"));
    seeds.select.value = set;
    shifts.check(places.map(String));
    change(plannedSettings(data));
  });
  const plot = plotPlace(text("title"), 640);
  const status = element("p", { class: "widget-status" });
  const results = element("div", { class: "widget-results", "aria-live": "polite" });
  place.append(
    element("div", { class: "controls" }, margin.field, seeds.field),
    element("div", { class: "controls" }, shifts.field, back),
    plot,
    status,
    results,
  );

  const show = async (): Promise<void> => {
    const chosen = judgeAt(data, settings);
    const same = isPlanned(data, settings);
    const { marginPoints } = settings;
    await host.draw(plot, verdictFigure(chosen, planned, { marginPoints, same }, text));
    const rows = verdictWidgetRows(chosen, planned, text);
    const changed = rows.filter((row) => row[3] === text("other")).length;
    status.textContent = same ? text("statusPlanned") : text("statusChosen", { changed, count: rows.length });
    results.replaceChildren(
      table(
        text("head"),
        [text("cause"), text("chosen"), text("planned"), text("change")],
        rows.map((row) => row.map(tell)),
      ),
    );
  };
  const update = scheduled(place, show);
  await show();
  place.setAttribute("aria-busy", "false");
};
