import { z } from "zod";
import type { ImageModelConfig } from "../models/image.js";
import { imageEncoder } from "../models/image.js";
import { kindNamed, schemasOf } from "../models/kinds.js";
import { captioningKind } from "./captioning.js";
import { clipKind } from "./clip.js";
import { crossEntropyKind } from "./crossEntropy.js";
import type { Learned, Objective, ObjectiveKind } from "./objective.js";
import { tagsKind } from "./tags.js";
import { simclrKind, supervisedContrastiveKind } from "./views.js";

/** The available objectives. */
export const objectiveKinds = [
  crossEntropyKind,
  clipKind,
  tagsKind,
  captioningKind,
  simclrKind,
  supervisedContrastiveKind,
] as const;

/** The specification of a run's objective: its kind, and fields that differ from the kind's defaults. */
export const objectiveSchema = z.discriminatedUnion("kind", schemasOf(objectiveKinds));

export type ObjectiveSpec = z.infer<typeof objectiveSchema>;

/** The definition of an objective. */
export function objectiveKindOf({ kind }: Pick<ObjectiveSpec, "kind">): ObjectiveKind {
  return kindNamed(objectiveKinds as readonly ObjectiveKind[], kind);
}

/** Builds the objective of a specification with its encoder. @throws InputError if sizes of the model do not fit */
export function buildObjective(
  { model, objective }: { readonly model: ImageModelConfig; readonly objective: ObjectiveSpec },
  learned: Learned,
): Objective {
  return objectiveKindOf(objective).build(imageEncoder(model, learned.shape), objective, learned);
}
