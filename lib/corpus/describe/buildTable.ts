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

/** Labels of a family of sets that were judged by eye, in counts and in shares that are right. */
export interface LabelPrecision {
  readonly family: string;
  readonly judged: number;
  readonly wrong: number;
  readonly unsure: number;
  /** Shares (fractions), with unsure labels counted as right and as wrong. */
  readonly unsureRight: number;
  readonly unsureWrong: number;
  /** Exact 95% interval of the second share. */
  readonly low: number;
  readonly high: number;
}

/** Shares of the labels that are right in each family of sets, and in all of them together. */
export function labelPrecisionRows({ families }: LabelJudgements): LabelPrecision[] {
  const counted = families.map(({ family, judged, wrong, unsure }) => ({
    family: family as string,
    judged,
    wrong: wrong.length,
    unsure: unsure.length,
  }));
  const sum = (of: (row: (typeof counted)[number]) => number) =>
    counted.reduce((total, row) => total + of(row), 0);
  const all = {
    family: "all",
    judged: sum(({ judged }) => judged),
    wrong: sum(({ wrong }) => wrong),
    unsure: sum(({ unsure }) => unsure),
  };
  return [...counted, all].map((row) => {
    const { judged, wrong, unsure } = row;
    const certain = judged - wrong - unsure;
    const { low, high } = clopperPearson({ correct: certain, total: judged });
    return { ...row, unsureRight: (judged - wrong) / judged, unsureWrong: certain / judged, low, high };
  });
}
