/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { PictogramShift } from "../../published/testsets/pictograms.js";
import type { MiniatureModel } from "../../robustness/miniature.js";
import {
  estimateOf,
  type LabEvaluations,
  meanRhoPoints,
  type Recorded,
  readoutText,
  testAccuracy,
} from "../recorded.js";
import { labTexts as texts } from "../texts.js";
import { byId, html } from "./elements.js";
import type { LabRun } from "./labRun.js";
import { colourOf, signed } from "./plane.js";
import { say } from "./say.js";

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;

export interface TableView {
  readonly shift: PictogramShift;
  readonly recorded: Recorded;
  readonly evaluations: LabEvaluations;
  readonly runs: readonly LabRun[];
  readonly onStop: (run: LabRun) => void;
  readonly onAsk: (run: LabRun) => void;
}

/** The runs as rows: what they do, where they landed, and beside it the record of the same run, if there is one. */
export function drawTable(view: TableView): void {
  const focused = document.activeElement?.id;
  byId("runs-body").replaceChildren(...view.runs.flatMap((run) => rowsOf(run, view)));
  if (focused) document.getElementById(focused)?.focus(); // the buttons are new ones
  byId("runs").hidden = view.runs.length === 0;
}

function rowsOf(run: LabRun, view: TableView): HTMLTableRowElement[] {
  const readouts = [...run.trail];
  const name = html(
    "th",
    { scope: "row", rowspan: Math.max(1, readouts.length) },
    html("span", { class: "mark", style: `background:${colourOf(run)}` }, String(run.id)),
    ` ${run.title}`,
    html("small", {}, html("br"), stateOf(run)),
  );
  const actions = html("td", { rowspan: Math.max(1, readouts.length), class: "actions" });
  if (run.status === "waiting" || run.status === "training")
    actions.append(
      button(`stop-${run.id}`, say(texts.stop), say(texts.stopRun, { run: run.id }), () => view.onStop(run)),
    );
  if (run.model)
    actions.append(
      button(`ask-${run.id}`, say(texts.askIt), say(texts.askRun, { run: run.id }), () => view.onAsk(run)),
    );
  const cells = readouts.map(([readout, models], at) => cellsOf(run, readout, models, "ab"[at] ?? "", view));
  const [first = Array.from({ length: 7 }, () => html("td", {}, "–")), ...more] = cells;
  return [html("tr", {}, name, ...first, actions), ...more.map((row) => html("tr", {}, ...row))];
}

function cellsOf(
  run: LabRun,
  readout: string,
  models: readonly MiniatureModel[],
  letter: string,
  { shift, recorded, evaluations }: TableView,
): HTMLTableCellElement[] {
  const last = models.at(-1)!;
  const { point, predicted, rhoPoints } = estimateOf(evaluations[shift], last.model);
  const twin = recorded.placed.find((model) => model.hash === run.hash && model.readout === readout);
  const partly = last.trained < 1 ? say(texts.afterShare, { percent: Math.round(100 * last.trained) }) : "";
  const which = run.trail.size > 1 ? `${run.id}${letter} ` : "";
  const guessed =
    run.guess?.shift === shift
      ? say(texts.guessedValue, {
          value: signed(100 * (run.guess.y - evaluations[shift].baseline.predict(run.guess.x))),
        })
      : "";
  const td = (text: string, small = "") =>
    html("td", {}, text, ...(small ? [html("small", {}, html("br"), small)] : []));
  return [
    td(`${which}${readoutText(readout, say)}`, partly),
    td(percent(testAccuracy(last)), twin ? say(texts.recordedValue, { value: percent(twin.test) }) : ""),
    td(percent(point.x)),
    td(percent(point.y)),
    td(percent(predicted)),
    td(
      `${signed(rhoPoints.value)} [${signed(rhoPoints.low)}, ${signed(rhoPoints.high)}]`,
      [guessed, twin?.on[shift] ? say(texts.recordedValue, { value: signed(twin.on[shift][2]) }) : ""]
        .filter(Boolean)
        .join("; "),
    ),
    td(signed(meanRhoPoints(evaluations, last.model))),
  ];
}

function stateOf(run: LabRun): string {
  const { status, note, curve, curveBefore, steps, secondsLeft, seconds } = run;
  const at = (note === "SimCLR" ? curveBefore : curve).at(-1)?.[0] ?? 0;
  switch (status) {
    case "waiting":
      return note;
    case "training": {
      const shown = { doing: note === "" ? say(texts.trainingNow) : note, step: at, steps };
      return Number.isFinite(secondsLeft) && at < steps
        ? say(texts.progressLeft, { ...shown, seconds: Math.ceil(secondsLeft) })
        : say(texts.progress, shown);
    }
    case "finished":
      return say(run.byGraphics ? texts.trainedByGraphics : texts.trained, {
        seconds: Math.round(seconds ?? 0),
        icons: run.trainImages.toLocaleString("en"),
      });
    case "stopped": {
      const step = curve.at(-1)?.[0];
      return step === undefined ? say(texts.stopped) : say(texts.stoppedAt, { step });
    }
    case "failed":
      return say(texts.failedFor, { reason: note });
  }
}

function button(id: string, text: string, label: string, act: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", id, "aria-label": label }, text);
  made.addEventListener("click", act);
  return made;
}
