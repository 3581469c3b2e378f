import type { fillText } from "../base/fillText.js";
import { pictogramTestSets } from "../published/testsets/pictograms.js";
import { lessons, networks, webFamilies } from "./choices.js";
import { origins } from "./origins.js";
import { labQuestions } from "./questions.js";

/** What the page and its scripts say. `{name}` stands for a value; `{}` is the place of a class name in a template. */
export const labTexts = {
  title: "The lab: what makes CLIP robust?",
  introduction:
    "Choose what a small model learns from, guess where it will land, and train it here, in this page. It appears among the recorded models of the notebooks. Nothing leaves your computer, and nothing is kept:",
  nothingKept: "closing or reloading the page ends every run and forgets every model.",
  unpacking: "Unpacking the icons …",
  lacks:
    "This browser lacks {names}. The lab needs that to train. A current Chromium or Firefox has all that it needs.",
  cannotStart: "The lab cannot start: {reason}",
  cutShort: "the page has no {file}: its file is cut short",

  nextRun: "The next run",
  icons: "Icons to learn from:",
  web: "Where they come from:",
  reference: "reference",
  webLike: "web-like pool",
  allReference: "all from the reference",
  allWebLike: "all from the web-like pool",
  someWebLike: "{reference} reference, {web} web-like",
  families: "Families of the web-like pool",
  lesson: "What it learns from",
  network: "Network",
  steps: "Training steps:",
  seed: "Seed",
  engine: "Computed by",
  engineFastest: "the faster of the two, found by a trial",
  engineProcessor: "the processor (WebAssembly)",
  engineGraphics: "the graphics processor (WebGL)",
  engineSoftware: "WebGL, which software draws here (slow)",
  address: "Address of these settings",
  train: "Train",
  trainAll: "Train all {count}",
  setUp: "Set up: {settings}",

  guess: "Your guess",
  guessHow: "Click on the plane where the model will land, or type:",
  guessReference: "reference test, %",
  guessShift: "shift, %",
  guessed: "Your guess: {x}% on the reference test, {y}% on {shift}, so ρ = {rho} points.",

  runOfReference: "{icons} reference icons",
  runOfWeb: "{icons} web-like icons",
  runOfBoth: "{icons} icons, {web}% web-like",
  onlyFamilies: "{draw} (only {families})",
  runSteps: "{steps} steps",
  runSeed: "seed {seed}",

  plane: "The plane",
  shift: "Test set with a shift",
  planeSummary:
    "{models} recorded models and {runs} runs: accuracy on {shift} against accuracy on the reference test, same classes; both axes logit. The table of runs has the numbers.",
  axisReference: "accuracy on the reference test, same classes",
  axisShift: "accuracy on {shift}",
  ownPlace: "run {run}: {x}, {y}",
  guessPlace: "your guess: {x}, {y}",
  guessPlaceOf: "guess for run {run}: {x}, {y}",
  howToRead: "How to read this",
  howPlane:
    "Each dot is a model of the committed records. The line is fitted to ordinary models: class labels, the reference. How far a model lies above the line is its effective robustness ρ. Accuracies count every class alike. A big numbered dot is a run of yours, the thin line its way during training. “Recorded” in the table is the same run in the records.",
  howIcons:
    "The page has {icons} labelled icons of the reference and as many of the web-like pool, those that the recorded runs with seed {seed} draw first. Such a run learns from the very icons of its record. The pools' other icons are missing, above all those that only have a caption: CLIP on the whole pool is not to be had here. Each test set has at most {testIcons} icons of a class; the recorded models are shown as they did on these icons, so their numbers differ a little from the notebooks'.",

  training: "Training",
  loss: "loss",
  accuracy: "accuracy",
  batchAccuracy: "accuracy on training batches",
  lastStep: "step {step}",
  curveSummary: "run {run}: {what} {value} at step {step}",
  noCurve: "{what}: no run yet",

  runs: "Runs",
  headRun: "run",
  headReadout: "read out by",
  headReference: "reference test",
  headClasses: "same classes",
  headShift: "under shift",
  headExpected: "expected",
  headRho: "ρ, points [95%]",
  headMeanRho: "mean ρ, four shifts",
  itsHead: "its head",
  tagWords: "words as tags",
  captionLikelihood: "likelihood of captions",
  prompts: "prompts: {templates}",
  classNamesAlone: "class names alone",
  afterShare: "after {percent}%",
  recordedValue: "recorded {value}",
  guessedValue: "you guessed {value}",
  stop: "Stop",
  stopRun: "Stop run {run}",
  askIt: "Ask it",
  askRun: "Ask run {run}",

  waiting: "waiting for a free worker",
  makingGraph: "making the graph",
  trial: "trying which processor is faster",
  trainingNow: "in training",
  counting: "counting on the test sets",
  progress: "{doing}: step {step} of {steps}",
  progressLeft: "{doing}: step {step} of {steps}, about {seconds} s of training left",
  trained: "trained in {seconds} s on {icons} icons",
  trainedByGraphics: "trained in {seconds} s on {icons} icons by WebGL",
  finished: "finished",
  stopped: "stopped",
  stoppedAt: "stopped: at step {step}",
  failed: "failed",
  failedFor: "failed: {reason}",
  diverged: "the loss is no longer a number",
  graphicsLost: "the browser took the graphics processor away; train again, or choose the processor",
  noIcons: "the chosen families have no icons with such labels, expected at least two icons",
  runBegins: "Run {run} begins: {title}.",
  runStatus: "Run {run}: {status}.",
  runStopped: "Run {run} is stopped.",

  ask: "Ask a model",
  model: "Model",
  runTitle: "run {run}: {title}",
  draw: "Draw an icon",
  drawHow:
    "Drawing area. Draw with the pointer, or with the arrow keys; the space bar lifts and lowers the pen.",
  clear: "Clear",
  pick: "or pick one",
  pickFrom: "Test set to pick from",
  referenceTest: "Reference test",
  otherIcons: "Other icons",
  iconOf: "icon of class {class}",
  classOf: "Its class: {class}.",
  sees: "It sees",
  askHead:
    "This model has a head for the classes of Pictograms. Only a model that learned from captions can be asked with words of yours.",
  askClasses: "Classes to choose from, one a line (empty: all of Pictograms)",
  askTemplates: "Templates, one a line; {} is the class name",
  askAgain: "Ask again",
  wrongTemplate: "Template “{template}”: expected {} where the class name goes.",
  cosine: "cosine {value}",
  noAnswer: "No answer: {reason}",
  askStopped: "its run was stopped; ask again",
} as const;

type TextsOf<T> = T[keyof T];

/** A text of the lab, in English. */
export type LabText =
  | TextsOf<typeof labTexts>
  | TextsOf<typeof lessons>
  | TextsOf<typeof networks>
  | TextsOf<typeof webFamilies>
  | TextsOf<typeof origins>
  | TextsOf<typeof pictogramTestSets>["title"]
  | TextsOf<{ [N in keyof typeof labQuestions]: TextsOf<(typeof labQuestions)[N]["texts"]> }>;

/** Says a text of the lab in the page's language, with its values in place. `fillText` says it in English. */
export type Say = (text: LabText, values?: Parameters<typeof fillText>[1]) => string;

/** Every text of the lab. */
export const everyLabText: readonly LabText[] = [
  ...new Set<LabText>([
    ...Object.values(labTexts),
    ...Object.values(lessons),
    ...Object.values(networks),
    ...Object.values(webFamilies),
    ...Object.values(origins),
    ...Object.values(pictogramTestSets).map(({ title }) => title),
    ...Object.values(labQuestions).flatMap(({ texts }): LabText[] => Object.values(texts)),
  ]),
];

/** Translations of texts in groups, as a catalogue holds them. */
type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Groups with the lab's texts: its own, and the names that it shares with reports. */
const groups = ["lab", "names"] as const;

/** The lab's texts in another language, by their English. A text without a translation is left out. */
export function labWords(messages: Messages): Readonly<Record<string, string>> {
  return Object.fromEntries(
    everyLabText.flatMap((text) => {
      const found = groups.map((group) => messages[group]?.[text]).find((one) => one !== undefined);
      return found === undefined ? [] : [[text, found]];
    }),
  );
}

/**
 * What is wrong with the lab in another language: texts without a translation, translations of no text, and translations
 * that would take the place of others in reports.
 * @returns one line each
 */
export function labFaults(messages: Messages): string[] {
  const words = labWords(messages);
  const texts: ReadonlySet<string> = new Set(everyLabText);
  return [
    ...everyLabText
      .filter((text) => !Object.hasOwn(words, text))
      .map((text) => `lab: "${text}" is not translated`),
    ...Object.keys(messages.lab ?? {})
      .filter((text) => !texts.has(text))
      .map((text) => `lab: "${text}" is no text of the lab`),
    ...Object.entries(messages).flatMap(([group, entries]) =>
      Object.keys(entries)
        .filter((text) => Object.hasOwn(messages.lab ?? {}, text) && entries[text] !== messages.lab?.[text])
        .map((text) => `lab: "${text}" is translated otherwise in ${group}`),
    ),
  ];
}
