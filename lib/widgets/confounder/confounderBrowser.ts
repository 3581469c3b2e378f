/// <reference lib="dom" />

import { drawBareAccuracy, drawStrengthAndRho } from "../../figures/confounder.js";
import type { MountWidget } from "../../notebook/index.js";
import { testSetNamed } from "../../published/testsets/dictionary.js";
import { choice, element, plotPlace, scheduled, slider, table } from "../controls.js";
import { unpackModels } from "../plane/planeData.js";
import {
  type ConfounderData,
  type ConfounderShift,
  confounderFigure,
  confounderLines,
  confounderRows,
  confounderShifts,
  strengths,
} from "./confounder.js";

/** Builds the widget of the confounder in the reader's page. */
export const mount: MountWidget = async (place, content, host) => {
  const data = content as ConfounderData;
  const { text } = host;
  const models = unpackModels(data.models);
  let shift: ConfounderShift = confounderShifts[0];
  let now: number = strengths.start;
  let lines = confounderLines(models, shift, data);

  const shifts = choice(
    text("shift"),
    confounderShifts.map((name) => [name, text(`shift.${name}`)] as const),
    shift,
    (chosen) => {
      shift = chosen;
      lines = confounderLines(models, shift, data);
      update();
    },
  );
  const { min, max, step } = strengths;
  const percent = (value: number) => `${Math.round(100 * value)}%`;
  const strength = slider(text("strength"), { min, max, step, value: now }, percent, (value) => {
    now = value;
    update();
  });
  const accuracy = plotPlace(text("accuracyTitle"), 360);
  const rho = plotPlace(text("rhoTitle"), 360);
  const results = element("div", { class: "widget-results", "aria-live": "polite" });
  place.append(
    element("div", { class: "controls" }, shifts.field, strength.field),
    element("div", { class: "side-by-side" }, accuracy, rho),
    results,
  );

  const show = async (): Promise<void> => {
    const { models: simulated, options } = confounderFigure(lines, now, text);
    await host.draw(accuracy, drawBareAccuracy(simulated, options));
    await host.draw(rho, drawStrengthAndRho(simulated, options));
    const { title } = testSetNamed(shift);
    results.replaceChildren(
      table(
        text("head", { accuracy: percent(now) }),
        [
          text("model"),
          text("accuracy", { shift: title }),
          text("beats", { count: lines.accuracies.length }),
          text("rho"),
        ],
        confounderRows(lines, now, text),
      ),
    );
  };
  const update = scheduled(place, show);
  await show();
  place.setAttribute("aria-busy", "false");
};
