import { allFamilies, type Choices, labSeed, lessons, networks, webFamilies } from "./choices.js";
import { labTexts, type Say } from "./texts.js";

/** A run in a few words, e.g. `CNN 8-16-32 · 937 icons, 50% web-like · class labels · 300 steps`. */
export function choicesText(
  { icons, web, families, lesson, network, steps, seed }: Choices,
  say: Say,
): string {
  const shown = { icons: icons.toLocaleString("en"), web };
  const draw =
    web === 0
      ? say(labTexts.runOfReference, shown)
      : say(web === 100 ? labTexts.runOfWeb : labTexts.runOfBoth, shown);
  const some = web > 0 && families.length < allFamilies.length;
  const names = families.map((family) => say(webFamilies[family])).join("; ");
  return [
    say(networks[network]),
    some ? say(labTexts.onlyFamilies, { draw, families: names }) : draw,
    say(lessons[lesson]),
    say(labTexts.runSteps, { steps }),
    ...(seed === labSeed ? [] : [say(labTexts.runSeed, { seed })]),
  ].join(" · ");
}
