import { InputError } from "../base/errors.js";
import { captionKinds, clip, linearProbe, pretrained, supervised } from "../causes/plan/recipes.js";
import type { DataSpec } from "../examples/source.js";
import type { RunSpec } from "../training/train/spec.js";
import { allFamilies, type Choices, labSeed } from "./choices.js";
import type { LabPool, LabTable } from "./icons.js";
import { labTexts } from "./texts.js";

type Draw = DataSpec["train"][number];

/**
 * The specification of the reader's choices, made with the recipes of the sweep. If there are fewer icons than chosen,
 * it takes those that there are.
 * @throws InputError if the chosen families and labels leave fewer than two icons
 */
export function specOf(choices: Choices, table: LabTable): RunSpec {
  const { lesson, network: architecture, steps, seed } = choices;
  const byText = lesson === "textMatch" || lesson === "simclrTextMatch";
  const data = {
    train: drawsOf(choices, table, byText),
    ...(byText && { labels: "textMatch" as const }),
    seed: labSeed,
  };
  const common = { architecture, data, seed, steps };
  switch (lesson) {
    case "labels":
    case "textMatch":
      return supervised(common);
    case "clip":
      return clip(captionKinds.title, common);
    case "clipTemplates":
      return clip({ kind: "label", templates: ["{}"] }, common);
    case "simclr":
    case "simclrTextMatch":
      return supervised(common, { start: { from: pretrained({ kind: "simclr" }, common) } });
    case "simclrProbe":
      return linearProbe(pretrained({ kind: "simclr" }, common), common);
  }
}

/** The draws from both pools, without those that would be empty. */
function drawsOf(choices: Choices, table: LabTable, byText: boolean): Draw[] {
  const { icons, web, families } = choices;
  const fromWeb = Math.round((icons * web) / 100);
  const { sets, families: familyOf } = table.pools.web;
  const chosen =
    families.length === allFamilies.length
      ? undefined
      : sets.filter((_, at) => (families as readonly string[]).includes(familyOf[at]!)).toSorted();
  const least = (wanted: number, pool: LabPool, among?: readonly string[]) =>
    Math.min(wanted, available(pool, byText, among));
  const draws: Draw[] = [
    { pool: "reference", images: least(icons - fromWeb, table.pools.reference) },
    {
      pool: "web",
      ...(chosen && { sets: chosen.filter((set) => available(table.pools.web, byText, [set]) > 0) }),
      images: least(fromWeb, table.pools.web, chosen),
    },
  ];
  const filled = draws.filter(({ images }) => images! > 0);
  if (filled.length === 0 || filled.reduce((sum, { images }) => sum + images!, 0) < 2)
    throw new InputError(labTexts.noIcons);
  return filled;
}

/** How many icons of a pool the lab has, of some sets or of all, with a label of the kind. */
function available(
  { sets, set, textMatch, shown }: LabPool,
  byText: boolean,
  among?: readonly string[],
): number {
  return shown.filter(
    (row) => (among?.includes(sets[set[row]!]!) ?? true) && (!byText || textMatch[row]! >= 0),
  ).length;
}
