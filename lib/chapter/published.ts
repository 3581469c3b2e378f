import { drawContrasts } from "../figures/contrast.js";
import type { Figure } from "../figures/figure.js";
import { drawGroups, type GroupedPlaneOptions } from "../figures/groupedPlane.js";
import { drawShift, type ShiftPlaneOptions } from "../figures/shiftPlane.js";
import { displayFigure, displayTable } from "../notebook/index.js";
import { contrastFormats, contrastRows } from "../report/contrastTable.js";
import { type Contrast, meansOverShifts } from "../robustness/overShifts.js";
import type { MeasuredPoint, ShiftEvaluation } from "../robustness/shift.js";
import type { NamedFigure } from "../widgets/oneOf/oneOfData.js";
import { type PlaneGuess, showOneOf, showPlaneAfterGuess } from "./widgets.js";

// What chapters show again and again, one call each. Each function displays below the cell that calls it.

export interface ContrastsShown {
  /** Title of the figure; without one only the table is shown. */
  readonly title?: string;
  /** Caption of the table; without one only the figure is shown. */
  readonly caption?: string;
  /** Rows of the table, by default the means over the shifts where there are any. */
  readonly rows?: readonly Contrast[];
}

/** Shows contrasts as a forest plot and as a table below it. @throws Error outside a notebook */
export async function showContrasts(
  contrasts: readonly Contrast[],
  { title, caption, rows }: ContrastsShown,
): Promise<void> {
  if (title !== undefined) await displayFigure(drawContrasts(contrasts, { title }));
  if (caption === undefined) return;
  const means = meansOverShifts(contrasts);
  await displayTable(contrastRows(rows ?? (means.length > 0 ? means : contrasts)), {
    caption,
    formats: contrastFormats,
  });
}

/** Options of one plane per shift. The title follows the shift's name: `ImageNetV2: fewer images`. */
export interface PlanesShown<Group> extends Omit<GroupedPlaneOptions<Group>, "lines"> {
  /** Further lines by name, each with one evaluation per shift, in the order of the shifts. */
  readonly lines?: Readonly<Record<string, readonly Pick<ShiftEvaluation, "baseline">[]>>;
  /** What the reader of a report guesses before the plane of one of the shifts is shown. */
  readonly guess?: PlaneGuess;
  /** Whether a report shows one plane at a time, of the shift that the reader chooses; one with a guess stands alone. */
  readonly oneOf?: boolean;
}

/** The options of the plane of one shift. */
export function planeOf<Group>(
  { shift }: Pick<ShiftEvaluation, "shift">,
  place: number,
  { title, lines, guess: _guess, oneOf: _oneOf, ...options }: PlanesShown<Group>,
): GroupedPlaneOptions<Group> {
  const ofShift = Object.entries(lines ?? {}).map(([name, evaluations]) => [name, evaluations[place]!]);
  return {
    ...options,
    title: `${shift}: ${title}`,
    ...(lines !== undefined && { lines: Object.fromEntries(ofShift) }),
  };
}

/** Shows the plane of each shift with groups of published models. @throws Error outside a notebook */
export async function showGroups(
  evaluations: readonly Omit<ShiftEvaluation, "fit">[],
  options: PlanesShown<GroupedPlaneOptions["groups"][string]>,
): Promise<void> {
  await showPlanes(evaluations, options, drawGroups, ({ published }, belongs) => belongs(published));
}

/**
 * Shows the plane of each shift, one by one or by choice, and one of them after a guess if one is asked for.
 * @throws Error outside a notebook; RangeError if the guess names a group or model that the plane does not have
 */
export async function showPlanes<P extends MeasuredPoint, Group>(
  evaluations: readonly Omit<ShiftEvaluation<P>, "fit">[],
  options: PlanesShown<Group>,
  draw: (evaluation: Omit<ShiftEvaluation<P>, "fit">, options: GroupedPlaneOptions<Group>) => Figure,
  belongs: (point: P, group: Group) => boolean,
): Promise<void> {
  const chosen: NamedFigure[] = [];
  for (const [place, evaluation] of evaluations.entries()) {
    const figure = draw(evaluation, planeOf(evaluation, place, options));
    if (options.guess?.shift === evaluation.shift)
      await showGuessed(figure, evaluation, options.guess, options.groups, belongs);
    else if (options.oneOf) chosen.push({ name: evaluation.shift, figure });
    else await displayFigure(figure);
  }
  if (chosen.length > 0) await showOneOf(chosen);
}

async function showGuessed<P extends MeasuredPoint, Group>(
  figure: Figure,
  evaluation: Omit<ShiftEvaluation<P>, "fit">,
  guess: PlaneGuess,
  groups: PlanesShown<Group>["groups"],
  belongs: (point: P, group: Group) => boolean,
): Promise<void> {
  const { model, group } = guess;
  const asked = group === undefined ? undefined : groups[group];
  const isAsked = (point: P) =>
    model !== undefined ? point.model === model : asked !== undefined && belongs(point, asked);
  await showPlaneAfterGuess(figure, evaluation, isAsked, guess);
}

/** Options of one plane per shift, models grouped by regime. The title follows the shift's name. */
export type RegimePlanesShown = Omit<ShiftPlaneOptions, "title"> & { readonly title: string };

/** Shows the plane of each shift, models grouped by regime. @throws Error outside a notebook */
export async function showShifts(
  evaluations: readonly Omit<ShiftEvaluation, "fit">[],
  { title, ...options }: RegimePlanesShown,
): Promise<void> {
  for (const evaluation of evaluations)
    await showShift(evaluation, { ...options, title: `${evaluation.shift}: ${title}` });
}

/** Shows the plane of one shift, models grouped by regime. @throws Error outside a notebook */
export async function showShift(
  evaluation: Omit<ShiftEvaluation, "fit">,
  options: ShiftPlaneOptions,
): Promise<void> {
  await displayFigure(drawShift(evaluation, options));
}
