import { InputError } from "../../base/errors.js";
import { type Expected, expectNumber } from "../../report/answerInWords.js";
import { type OwnModel, type PlacementTables, placeModel } from "../../robustness/placeModel.js";
import type { PlacedModel } from "../../robustness/placeModels.js";
import type { FitOptions } from "../../robustness/shift.js";

// Exercises on a reader's own models. Each function computes the answer from the data and keeps it to itself.

/** Accuracy that an ordinary model with a model's x accuracy is expected to have on a shift, in per cent. */
export function expectedAccuracy({ placements }: PlacedModel, shift: string): Expected {
  const found = placements.find((placement) => placement.shift === shift);
  if (!found) throw new InputError(`exercise: the model has no accuracy on ${shift}`);
  return expectNumber({ value: 100 * found.expected, tolerance: 1, unit: "per cent" });
}

/** How many more right answers on a test set raise ρ by some percentage points, x staying as it is. */
export function answersForPoints({ placements }: PlacedModel, shift: string, points: number): Expected {
  const found = placements.find((placement) => placement.shift === shift);
  if (!found) throw new InputError(`exercise: the model has no accuracy on ${shift}`);
  return expectNumber({ value: (points / 100) * found.y.total, tolerance: 1, unit: "images" });
}

/** ρ on the axis of the shift's own classes, less ρ on full ImageNet; percentage points. */
export function differenceByAxis(
  own: OwnModel,
  { shift, axis }: { readonly shift: string; readonly axis: string },
  tables: PlacementTables,
  options: FitOptions = {},
): Expected {
  const rhoOn = (x: string) => {
    const counts = new Map([x, shift].map((set) => [set, own.counts.get(set)!]));
    return placeModel({ ...own, counts }, tables, options)[0]!.rhoPoints.value;
  };
  const value = rhoOn(axis) - rhoOn("imagenet");
  return expectNumber({ value, tolerance: 0.5, unit: "percentage points" });
}
