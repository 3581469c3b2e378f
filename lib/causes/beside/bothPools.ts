import type { RunRecord } from "../../record/schema.js";
import {
  baselineFloor,
  isMiniatureBaseline,
  type MiniatureModel,
  miniatureModels,
} from "../../robustness/miniature.js";
import type { Selection } from "../../robustness/selection.js";
import { evaluateTwoAxes, type TwoAxisEvaluation } from "../../robustness/twoAxes.js";
import { readoutName } from "../../training/objectives/readoutSchema.js";
import { distribution } from "../distribution/miniature.js";
import { languageAtTest } from "../languageAtTest/miniature.js";
import { rolesOf } from "../load.js";
import { baseline } from "../plan/baseline.js";
import { webClipBudgets } from "../plan/clipRuns.js";
import { equalImages } from "../plan/images.js";
import { averagedShifts } from "../plan/margins.js";
import { classNamesAlone, labelBudgets } from "../plan/recipes.js";
import { size } from "../size/miniature.js";

// Which "in distribution"? The baseline on both axes (Shi et al. 2023): the reference's test, and icons held out of the web-like
// pool.

const clipOnPool = "CLIP on the web-like pool: zero-shot";
const longestLabels = labelBudgets[4];

/** What is measured from a line and from the plane. Only models with labels make the plane; of each, the longest training. */
export const groupsOnBothPools = {
  "labels on the reference": { treatments: ["reference"], level: equalImages, budget: longestLabels },
  "labels on the web-like pool": { treatments: ["web"], level: equalImages, budget: longestLabels },
  "labels on half of each": { treatments: ["mixture"], level: 0.5 },
  "CLIP on the web-like pool": {
    treatments: [clipOnPool],
    budget: webClipBudgets[3],
    readout: readoutName(classNamesAlone),
  },
} as const satisfies Record<string, Selection>;

/** Ordinary models of the web-like pool: labels, and at least the accuracy of the floor on the pool's own test. */
function isOrdinaryOfPool({ treatment, counts }: MiniatureModel): boolean {
  const own = counts.get("webTest");
  return treatment === "web" && own !== undefined && own.correct >= baselineFloor * own.total;
}

/**
 * The baseline on both axes, on each averaged shift. The plane is fitted to the ordinary models of the baseline and to networks
 * trained with labels on the web-like pool, the two lines to the baseline alone. The models of `groupsOnBothPools` are measured.
 * @throws InputError as `evaluateTwoAxes`
 */
export function evaluateOnBothPools(records: readonly RunRecord[]): TwoAxisEvaluation[] {
  const mixtures = distribution.runs.filter(({ level }) => level === 0.5);
  const clip = languageAtTest.runs.filter(({ treatment }) => treatment === clipOnPool);
  const roles = [baseline, size, { runs: mixtures }, { runs: clip }].flatMap(rolesOf);
  const models = miniatureModels(records, roles);
  return averagedShifts.map((shift) =>
    evaluateTwoAxes(models, {
      shift,
      isBaseline: (model) => isMiniatureBaseline(model) || isOrdinaryOfPool(model),
      isOnLines: isMiniatureBaseline,
    }),
  );
}
