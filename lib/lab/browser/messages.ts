import type { RunResult } from "../../record/schema.js";
import type { Checkpoint } from "../../training/train/checkpoint.js";
import type { RunSpec } from "../../training/train/spec.js";
import type { Choices } from "../choices.js";
import type { PageEngine } from "./engines.js";
import type { Graphics } from "./graphics.js";

// What the page and its workers say to each other.

/** Everything a worker needs before its first run: gzipped JSON and planes, and WebAssembly. */
export interface Supplies {
  readonly wasm: ArrayBuffer;
  /** The `LabTable`. */
  readonly table: ArrayBuffer;
  /** Planes by pool or test set. */
  readonly planes: Readonly<Record<string, ArrayBuffer>>;
}

/** A trained model as plain data. */
export interface TrainedModel {
  readonly spec: RunSpec;
  readonly values: Checkpoint["values"];
  /** The tokenizer's data, if the model reads text. */
  readonly tokenizer?: NonNullable<Checkpoint["learned"]["tokenizer"]>["data"] | undefined;
}

/** A question to a model: one image, and for a model that reads text the classes and templates to choose from. */
export interface Question {
  readonly model: TrainedModel;
  /** RGB bytes. */
  readonly image: Uint8Array;
  readonly classNames?: readonly string[];
  readonly templates?: readonly string[];
}

export interface ModelAnswer {
  readonly className: string;
  /** Probability of a head, or cosine of image and prompt. */
  readonly score: number;
}

/** An engine by name, or whichever is faster here. */
export type AskedEngine = PageEngine | "fastest";

export type ToWorker =
  | { readonly kind: "supplies"; readonly supplies: Supplies }
  | {
      readonly kind: "train";
      readonly id: number;
      readonly choices: Choices;
      readonly engine: AskedEngine;
    }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  | { readonly kind: "icons"; readonly id: number; readonly testset: string; readonly seed: number };

/** One training step: its number, loss, and accuracy on its batch (NaN if the objective has none). */
export type StepValues = readonly [step: number, loss: number, accuracy: number];

export type FromWorker =
  | { readonly kind: "ready"; readonly graphics: Graphics }
  | {
      readonly kind: "failed";
      readonly id?: number;
      readonly message: string;
      /** Whether the worker is of no further use. */
      readonly workerEnded?: boolean;
    }
  | {
      /** The run that is about to begin, and the hash under which a record of it may stand. */
      readonly kind: "planned";
      readonly id: number;
      readonly hash: string;
      readonly trainImages: number;
    }
  /** Engines are tried for this run, which takes some seconds. */
  | { readonly kind: "trial"; readonly id: number }
  | {
      readonly kind: "progress";
      readonly id: number;
      /** 0 for the run itself, 1 for the run it starts from. */
      readonly before: number;
      readonly steps: number;
      readonly values: readonly StepValues[];
      readonly secondsLeft: number;
    }
  | { readonly kind: "results"; readonly id: number; readonly results: readonly RunResult[] }
  | {
      readonly kind: "done";
      readonly id: number;
      readonly trainImages: number;
      readonly parameters: number;
      readonly engine: PageEngine | "reference";
      readonly seconds: { readonly training: number; readonly total: number };
      /** Why there is no model: the loss was no longer a number. */
      readonly diverged?: string;
      readonly model?: TrainedModel;
    }
  | { readonly kind: "answer"; readonly id: number; readonly answers: readonly ModelAnswer[] }
  | {
      readonly kind: "icons";
      readonly id: number;
      readonly icons: readonly { readonly image: Uint8Array; readonly className: string }[];
    };
