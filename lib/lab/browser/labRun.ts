import type { MiniatureModel } from "../../robustness/miniature.js";
import type { Choices } from "../choices.js";
import { choicesText } from "../choicesText.js";
import { ownModel } from "../recorded.js";
import { labTexts as texts } from "../texts.js";
import type { FromWorker, StepValues, TrainedModel } from "./messages.js";
import { say } from "./say.js";

/** A place on a shift's plane that the reader guessed: accuracies as fractions. */
export interface Guess {
  readonly shift: string;
  readonly x: number;
  readonly y: number;
}

/** A run of the lab and what has become of it. */
export interface LabRun {
  readonly id: number;
  readonly choices: Choices;
  readonly title: string;
  readonly guess?: Guess | undefined;
  status: "waiting" | "training" | "finished" | "stopped" | "failed";
  /** What went wrong, or what the run does now. */
  note: string;
  /** The hash of its specification, once it is known. */
  hash: string;
  trainImages: number;
  /** Loss and accuracy by step, of the run itself and of the one before it (SimCLR). */
  readonly curve: StepValues[];
  readonly curveBefore: StepValues[];
  steps: number;
  secondsLeft: number;
  /** Read-outs by name, each moment as a model on the planes, the last one last. */
  readonly trail: Map<string, MiniatureModel[]>;
  seconds?: number;
  /** Whether the graphics processor has trained it. */
  byGraphics?: boolean;
  model?: TrainedModel | undefined;
}

export function newRun(id: number, choices: Choices, guess: Guess | undefined): LabRun {
  return {
    id,
    choices,
    title: choicesText(choices, say),
    guess,
    status: "waiting",
    note: say(texts.waiting),
    hash: "",
    trainImages: 0,
    curve: [],
    curveBefore: [],
    steps: choices.steps,
    secondsLeft: Number.NaN,
    trail: new Map(),
  };
}

/** The models of a run on the planes, of all read-outs and moments. */
export function modelsOf({ trail }: LabRun): MiniatureModel[] {
  return [...trail.values()].flat();
}

/** Takes in what a worker says of a run. */
export function heard(run: LabRun, message: FromWorker): void {
  switch (message.kind) {
    case "planned":
      run.status = "training";
      run.note = say(texts.makingGraph);
      run.hash = message.hash;
      run.trainImages = message.trainImages;
      break;
    case "trial":
      run.note = say(texts.trial);
      break;
    case "progress":
      (message.before > 0 ? run.curveBefore : run.curve).push(...message.values);
      run.steps = message.steps;
      run.secondsLeft = message.secondsLeft;
      run.note = message.before > 0 ? "SimCLR" : "";
      if (message.values.at(-1)![0] === message.steps) run.note = say(texts.counting);
      break;
    case "results":
      for (const readout of new Set(message.results.map((result) => result.readout))) {
        const own = {
          name: `run ${run.id}`,
          steps: run.steps,
          trainImages: run.trainImages,
          seed: run.choices.seed,
        };
        const model = ownModel(own, readout, message.results);
        run.trail.set(readout, [...(run.trail.get(readout) ?? []), model]);
      }
      break;
    case "done":
      run.status = message.diverged === undefined ? "finished" : "failed";
      run.note = message.diverged === undefined ? "" : say(texts.diverged);
      run.seconds = message.seconds.total;
      run.byGraphics = message.engine === "native";
      run.model = message.model;
      break;
    case "failed":
      run.status = "failed";
      run.note = reasonOf(message.message);
      break;
  }
}

/** What went wrong, in the page's language if it is one of the lab's texts, of which the worker knows only the English. */
function reasonOf(message: string): string {
  const known = [texts.noIcons, texts.graphicsLost].find((text) => text === message);
  return known === undefined ? message : say(known);
}
