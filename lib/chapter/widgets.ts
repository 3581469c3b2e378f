import type { CauseParts } from "../causes/load.js";
import { drawConfounder } from "../figures/confounder.js";
import type { Figure } from "../figures/figure.js";
import { displayWidget, fillText } from "../notebook/index.js";
import type { PublishedModel } from "../published/model.js";
import type { MeasuredPoint, ShiftEvaluation } from "../robustness/shift.js";
import {
  type ConfounderData,
  confounderFigure,
  confounderLines,
  confounderShifts,
  strengths,
} from "../widgets/confounder/confounder.js";
import { confounderMessages } from "../widgets/confounder/confounderMessages.js";
import { type GuessData, guessOnPlane } from "../widgets/guess/guess.js";
import { guessMessages } from "../widgets/guess/guessMessages.js";
import type { NamedFigure, OneOfData } from "../widgets/oneOf/oneOfData.js";
import { oneOfMessages } from "../widgets/oneOf/oneOfMessages.js";
import { evaluatePlane, type PlaneSettings, testSetsOf } from "../widgets/plane/evaluatePlane.js";
import { type PlaneData, packModels } from "../widgets/plane/planeData.js";
import { firstSettings, planeFigure } from "../widgets/plane/planeFigure.js";
import { planeMessages, planePhrases } from "../widgets/plane/planeMessages.js";
import {
  judgeAt,
  packVerdict,
  plannedSettings,
  type SeedSets,
  verdictFigure,
} from "../widgets/verdict/verdict.js";
import { verdictMessages, verdictPhrases } from "../widgets/verdict/verdictMessages.js";

// Widgets of the reports. Where they do not run, the figure they begin with is shown.

interface Draws {
  /** Bootstrap draws behind every interval. */
  readonly draws: number;
  readonly seed: number;
}

const textFrom =
  (messages: Readonly<Record<string, string>>) =>
  (name: string, values?: Readonly<Record<string, string | number>>): string =>
    fillText(messages[name] ?? name, values);

/** Phrases of a widget before they are translated: each stands for itself. */
const phrasesOf = (said: readonly string[]): Record<string, string> =>
  Object.fromEntries(said.map((phrase) => [phrase, phrase]));

/**
 * Shows the plane to try out: the reader chooses shift, axes, baseline, fit and models.
 * @param start what is shown first; default OpenAI's ViT-B/32 and a ResNet-50 on YFCC-15M on ImageNetV2
 * @throws Error outside a notebook; InputError if the first choice cannot be fitted
 */
export async function showPlane(
  { accuracies, testbed }: { accuracies: readonly PublishedModel[]; testbed: readonly PublishedModel[] },
  { draws, seed }: Draws,
  start: Partial<PlaneSettings> = {},
): Promise<void> {
  const settings = { ...firstSettings, ...start };
  const { title, description } = planeMessages;
  const data: PlaneData = {
    accuracies: packModels(accuracies, testSetsOf("accuracies")),
    testbed: packModels(testbed, testSetsOf("testbed")),
    draws,
    seed,
    start: settings,
  };
  const evaluated = evaluatePlane({ accuracies, testbed, draws, seed }, settings);
  await displayWidget(
    {
      kind: "plane",
      title,
      description,
      messages: planeMessages,
      phrases: phrasesOf(planePhrases),
      data,
    },
    planeFigure(evaluated, textFrom(planeMessages)),
  );
}

/** Shows the confounder: two simulated models that a slider makes stronger. @throws Error outside a notebook */
export async function showConfounder(
  models: readonly PublishedModel[],
  { draws, seed }: Draws,
): Promise<void> {
  const chosen = models.filter(({ regime }) => regime === "standard" || regime === "clip-zero-shot");
  const data: ConfounderData = { models: packModels(chosen, ["imagenet", ...confounderShifts]), draws, seed };
  const { title, description } = confounderMessages;
  const lines = confounderLines(chosen, confounderShifts[0], data);
  const { models: simulated, options } = confounderFigure(
    lines,
    strengths.start,
    textFrom(confounderMessages),
  );
  await displayWidget(
    { kind: "confounder", title, description, messages: confounderMessages, data },
    drawConfounder(simulated, options),
  );
}

/**
 * Shows the verdicts of the miniature to try out: the reader moves the margin and chooses seeds and shifts.
 * @param sets the primary comparisons in parts, by the seeds they rest on (`partsOfVerdict`)
 * @param plannedMargin the margin written down before the runs, percentage points
 * @throws Error outside a notebook
 */
export async function showVerdicts(
  sets: SeedSets<readonly CauseParts[]>,
  plannedMargin: number,
): Promise<void> {
  const data = packVerdict(sets, plannedMargin);
  const planned = judgeAt(data, plannedSettings(data));
  const { title, description } = verdictMessages;
  const text = textFrom(verdictMessages);
  const names = planned.flatMap(({ cause, rows }) => [cause, ...rows.map(({ comparison }) => comparison)]);
  const phrases = phrasesOf([...verdictPhrases, ...names, ...data.shifts]);
  await displayWidget(
    { kind: "verdict", title, description, messages: verdictMessages, phrases, data },
    verdictFigure(planned, planned, { marginPoints: plannedMargin, same: true }, text),
  );
}

/**
 * Shows one plane of several, each of one shift; the reader chooses which.
 * @param figures at least one; the first stands where no script of ours runs
 * @throws Error outside a notebook
 */
export async function showOneOf(figures: readonly NamedFigure[]): Promise<void> {
  const [{ figure }] = figures as readonly [NamedFigure];
  const { title } = figure.layout as { title?: { text?: string } };
  const data: OneOfData = { figures };
  const { description } = oneOfMessages;
  const phrases = phrasesOf(figures.map(({ name }) => name));
  await displayWidget(
    { kind: "oneOf", title: title?.text ?? "", description, messages: oneOfMessages, phrases, data },
    figure,
  );
}

/** The range of guesses, in points; default −20 to 40. */
interface GuessRange {
  readonly from?: number;
  readonly to?: number;
}

/** What a reader guesses before a figure of Δρ or ρ in points is shown. */
export interface GuessAsked extends GuessRange {
  readonly question: string;
  /** What was measured, in points. */
  readonly answer?: GuessData["answer"];
}

/**
 * Shows a figure after a guess: in a report the reader is asked first, and the guess is drawn into the figure.
 * @param axis the axis of the figure that is in points
 * @throws Error outside a notebook
 */
export async function showAfterGuess(
  figure: Figure,
  axis: "x" | "y",
  { question, answer, ...range }: GuessAsked,
): Promise<void> {
  const drawn = { kind: "line", axis } as const;
  await showGuess(figure, question, { ...steps(range), drawn, ...(answer && { answer }) });
}

/** A guess at ρ of one model, or of a group, before the plane of one shift is shown. */
export interface PlaneGuess extends GuessRange {
  readonly question: string;
  /** Title of the shift, e.g. `ImageNetV2`. */
  readonly shift: string;
  /** Name of the model; without it the group counts. */
  readonly model?: string;
  /** Name of a group of the figure. */
  readonly group?: string;
}

/**
 * Shows a plane after a guess at ρ of some of its models.
 * @throws Error outside a notebook; RangeError if the plane has none of these models
 */
export async function showPlaneAfterGuess<P extends MeasuredPoint>(
  figure: Figure,
  evaluation: Omit<ShiftEvaluation<P>, "fit">,
  isAsked: (point: P) => boolean,
  { question, ...range }: PlaneGuess,
): Promise<void> {
  const stepped = steps(range);
  await showGuess(figure, question, { ...stepped, ...guessOnPlane(evaluation, isAsked, stepped) });
}

const steps = ({ from = -20, to = 40 }: GuessRange) => ({ min: from, max: to, step: 0.5 });

async function showGuess(figure: Figure, question: string, guess: Omit<GuessData, "figure">): Promise<void> {
  const { title, meta } = figure.layout as { title?: { text?: string }; meta?: { description?: string } };
  await displayWidget(
    {
      kind: "guess",
      title: title?.text ?? guessMessages.title,
      description: meta?.description ?? "",
      messages: { ...guessMessages, question },
      data: { figure, ...guess },
    },
    figure,
  );
}
