/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import {
  allFamilies,
  bounds,
  type Choices,
  choicesIn,
  lessons,
  networks,
  queryOf,
  webFamilies,
} from "../choices.js";
import { type LabText, labTexts as texts } from "../texts.js";
import { byId, html } from "./elements.js";
import type { Graphics } from "./graphics.js";
import type { AskedEngine } from "./messages.js";
import { say } from "./say.js";

const fields = {
  icons: byId<HTMLInputElement>("icons"),
  web: byId<HTMLInputElement>("web"),
  steps: byId<HTMLInputElement>("steps"),
  seed: byId<HTMLInputElement>("seed"),
  lesson: byId<HTMLSelectElement>("lesson"),
  network: byId<HTMLSelectElement>("network"),
};
const engineField = byId<HTMLSelectElement>("engine");
const familyBoxes = new Map(
  allFamilies.map((name) => [name, html("input", { type: "checkbox", value: name, checked: true })]),
);

/** Fills the form's lists and shows what its sliders stand at. */
export function setUpForm(): void {
  for (const [field, known] of [
    [fields.lesson, lessons],
    [fields.network, networks],
  ] as const)
    field.append(...Object.entries(known).map(([value, text]) => html("option", { value }, say(text))));
  for (const name of Object.keys(bounds) as (keyof typeof bounds)[]) {
    fields[name].min = String(bounds[name][0]);
    fields[name].max = String(bounds[name][1]);
  }
  byId("families").append(
    ...allFamilies.map((name) => html("label", {}, familyBoxes.get(name)!, ` ${say(webFamilies[name])}`)),
  );
  byId("setup").addEventListener("input", showValues);
}

/** What the form says. At least one family is always on. */
export function formChoices(): Choices {
  const on = allFamilies.filter((name) => familyBoxes.get(name)!.checked);
  const { icons, web, steps, seed, lesson, network } = fields;
  return choicesIn(
    new URLSearchParams({
      icons: icons.value,
      web: web.value,
      steps: steps.value,
      seed: seed.value,
      lesson: lesson.value,
      network: network.value,
      families: on.join(","),
    }).toString(),
  );
}

/** Lets the reader choose what computes, where there is more than the processor. */
export function offerEngines(graphics: Graphics): void {
  if (graphics === "none") return;
  const offered: readonly (readonly [AskedEngine, LabText])[] = [
    ...(graphics === "hardware" ? [["fastest", texts.engineFastest] as const] : []),
    ["captured", texts.engineProcessor],
    ["native", graphics === "hardware" ? texts.engineGraphics : texts.engineSoftware],
  ];
  engineField.replaceChildren(...offered.map(([value, text]) => html("option", { value }, say(text))));
  byId("computing").hidden = false;
}

/** What is to compute the next run. */
export function askedEngine(): AskedEngine {
  return (engineField.value || "fastest") as AskedEngine;
}

/** Sets the form. */
export function showChoices(choices: Choices): void {
  for (const name of ["icons", "web", "steps", "seed", "lesson", "network"] as const)
    fields[name].value = String(choices[name]);
  for (const [name, box] of familyBoxes) box.checked = choices.families.includes(name);
  showValues();
}

function showValues(): void {
  const choices = formChoices();
  for (const [name, box] of familyBoxes) {
    if (choices.families.length === allFamilies.length)
      box.checked = true; // none would leave nothing to draw from
    else box.checked = choices.families.includes(name);
    box.disabled = choices.web === 0;
  }
  const web = Math.round((choices.icons * choices.web) / 100);
  byId("icons-value").textContent = choices.icons.toLocaleString("en");
  byId("web-value").textContent =
    choices.web === 0
      ? say(texts.allReference)
      : choices.web === 100
        ? say(texts.allWebLike)
        : say(texts.someWebLike, {
            reference: (choices.icons - web).toLocaleString("en"),
            web: web.toLocaleString("en"),
          });
  byId("steps-value").textContent = String(choices.steps);
  const query = queryOf(choices);
  byId<HTMLAnchorElement>("address").href = `#${query}`;
}
