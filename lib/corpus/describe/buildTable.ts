import { clopperPearson } from "../../stats/index.js";
import { type Funnel, type FunnelStep, funnelColumns, funnelSteps, funnelTotals } from "../build/funnel.js";
import { type JudgedPair, pairSamples, type RuleQuality, ruleQuality } from "../duplicates/judgedPairs.js";
import { duplicateRules } from "../duplicates/nearDuplicates.js";
import type { LabelJudgements } from "../read/labelJudgements.js";

// What each step of a build leaves, and how right its rules are, as rows of tables and series of figures.

/** Named counts, for a figure of a funnel. */
export interface NamedFunnel {
  readonly name: string;
  readonly steps: readonly { readonly step: string; readonly count: number }[];
}

/** The counts that Fang et al. (2022) report for ImageNet-Captions; the first is rounded there. */
const imagenetCaptionsFunnel: NamedFunnel = {
  name: "ImageNet-Captions (Fang et al.)",
  steps: [
    { step: "on Flickr, one of 1,000 classes<br>(about)", count: 640_000 },
    { step: "in ILSVRC-2012's training set,<br>no profanity", count: 463_622 },
  ],
};

/** ImageNet-Captions and the labelled icons of Pictograms: what each step leaves, each with a line of explanation. */
export function funnelsBesideImagenet(funnel: Funnel): NamedFunnel[] {
  const steps = shownTotals(funnel).map(({ step, icons }) => ({
    step: `<b>${step}</b><br>${funnelSteps[step]}`,
    count: icons,
  }));
  return [imagenetCaptionsFunnel, { name: "Pictograms", steps }];
}

/** What each step leaves of every role. Steps that do not apply to a role are left out of its series. */
export function funnelsByRole(funnel: Funnel): {
  readonly series: NamedFunnel[];
  readonly order: FunnelStep[];
} {
  const order = shownTotals(funnel).map(({ step }) => step);
  const series = funnelColumns.map((name) => ({
    name,
    steps: order.flatMap((step) => {
      const count = funnel[name][step];
      return count === undefined ? [] : [{ step, count }];
    }),
  }));
  return { series, order };
}

/** Nearly every icon has a picture, so that step is left out of figures. */
function shownTotals(funnel: Funnel) {
  return funnelTotals(funnel).filter(({ step }) => step !== "rendered");
}

/** How many icons the profanity filter drops, of those with a label and of those with only a caption. */
export function profanityRows(
  funnel: Funnel,
): { icons: string; before: number; after: number; dropped: number }[] {
  const totals = new Map(funnelTotals(funnel).map(({ step, icons }) => [step, icons]));
  const { apart = 0, clean = 0 } = funnel["web, caption only"];
  const row = (icons: string, before: number, after: number) => ({
    icons,
    before,
    after,
    dropped: before - after,
  });
  return [
    row("with a label", totals.get("apart")!, totals.get("clean")!),
    row("with a caption only", apart, clean),
  ];
}

const drawnFrom = { sameNoun: "icons that share a noun", anyIcon: "any icons" } as const;

/** Precision and recall of the two near-duplicate rules, as fractions, on each sample of pairs judged by eye. */
export function duplicateRuleRows(
  judged: readonly JudgedPair[],
): ({ rule: string; "pairs drawn from": string; pairs: number } & RuleQuality)[] {
  return pairSamples.flatMap((sample) => {
    const pairs = judged.filter((pair) => pair.sample === sample);
    return Object.entries(duplicateRules).map(([rule, limits]) => ({
      rule,
      "pairs drawn from": drawnFrom[sample],
      pairs: pairs.length,
      ...ruleQuality(pairs, limits),
    }));
  });
}

/** Fraction of labels that are right in each family of sets, with its exact 95% interval; unsure ones count as right. */
export function labelPrecisionRows({ families }: LabelJudgements): {
  family: string;
  judged: number;
  wrong: number;
  unsure: number;
  precision: number;
  low: number;
  high: number;
}[] {
  return families.map(({ family, judged, wrong, unsure }) => {
    const right = judged - wrong.length;
    const { low, high } = clopperPearson({ correct: right, total: judged });
    const counts = { judged, wrong: wrong.length, unsure: unsure.length };
    return { family, ...counts, precision: right / judged, low, high };
  });
}
