/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import {
  type PictogramShift,
  pictogramShifts,
  pictogramTestSets,
} from "../../published/testsets/pictograms.js";
import { type Choices, choicesIn, queryOf } from "../choices.js";
import { choicesText } from "../choicesText.js";
import { labQuestions } from "../questions.js";
import { evaluateOwn, type LabEvaluations, type Recorded } from "../recorded.js";
import { labTexts as texts } from "../texts.js";
import { setUpAsk } from "./ask.js";
import { Crew } from "./crew.js";
import { drawCurves } from "./curves.js";
import { byId, html } from "./elements.js";
import { askedEngine, formChoices, offerEngines, setUpForm, showChoices } from "./form.js";
import { type Guess, heard, type LabRun, modelsOf, newRun } from "./labRun.js";
import { lacking } from "./lacking.js";
import { drawPlane, legend, signed } from "./plane.js";
import { say } from "./say.js";
import { carriedText, suppliesOf } from "./supplies.js";
import { drawTable } from "./table.js";

const iconSize = 32;

async function open(): Promise<void> {
  const missing = lacking();
  if (missing.length > 0) {
    byId("lacks").textContent = say(texts.lacks, { names: missing.join(", ") });
    byId("lacks").hidden = false;
    return;
  }
  const recorded = JSON.parse(await carriedText("recorded")) as Recorded;
  const images = [...document.querySelectorAll('[id^="file-images-"]')].map(({ id }) =>
    id.replace("file-images-", ""),
  );
  const code = await carriedText("worker");
  const most = Math.max(1, Math.min(2, (navigator.hardwareConcurrency ?? 1) - 1));
  start(new Crew(code, suppliesOf(images), most), recorded);
}

function start(crew: Crew, recorded: Recorded): void {
  const runs: LabRun[] = [];
  let shift: PictogramShift = "renditions";
  let guess: Guess | undefined;
  let evaluations: LabEvaluations = evaluateOwn(recorded, []);

  setUpForm();
  void crew.graphics.then(offerEngines);
  const shiftField = byId<HTMLSelectElement>("shift");
  shiftField.append(
    ...pictogramShifts.map((value) => html("option", { value }, say(pictogramTestSets[value].title))),
  );
  shiftField.value = shift;
  byId("legend").append(
    ...legend().map(({ colour, text }) =>
      html("li", {}, html("span", { class: "mark", style: `background:${colour}` }), ` ${text}`),
    ),
  );
  const refreshAsk = setUpAsk(crew, runs, iconSize);

  function drawAll(): void {
    drawPlane(byId("plane"), { shift, recorded, evaluations, runs, guess }, setGuess);
    drawCurves(byId("loss"), runs, "loss");
    drawCurves(byId("accuracy"), runs, "accuracy");
    drawTable({ shift, recorded, evaluations, runs, onStop: stop, onAsk: (run) => refreshAsk(run) });
  }
  let due = false;
  /** Draws soon, once for all that happens until then. */
  function draw(): void {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      drawAll();
    }, 200);
  }

  const guessFields = { x: byId<HTMLInputElement>("guess-x"), y: byId<HTMLInputElement>("guess-y") };
  function setGuess(x: number, y: number): void {
    guess = { shift, x, y };
    guessFields.x.value = (100 * x).toFixed(0);
    guessFields.y.value = (100 * y).toFixed(0);
    const rho = 100 * (y - evaluations[shift].baseline.predict(x));
    byId("guess-text").textContent = say(texts.guessed, {
      x: guessFields.x.value,
      y: guessFields.y.value,
      shift: say(pictogramTestSets[shift].title),
      rho: signed(rho),
    });
    drawPlane(byId("plane"), { shift, recorded, evaluations, runs, guess }, setGuess);
  }
  for (const field of Object.values(guessFields))
    field.addEventListener("input", () => {
      const [x, y] = [Number(guessFields.x.value), Number(guessFields.y.value)];
      if (x > 0 && x < 100 && y > 0 && y < 100) setGuess(x / 100, y / 100);
    });

  function train(choices: Choices): void {
    const run = newRun(runs.length + 1, choices, guess);
    guess = undefined;
    for (const field of Object.values(guessFields)) field.value = "";
    byId("guess-text").textContent = "";
    runs.push(run);
    tell(say(texts.runBegins, { run: run.id, title: run.title }));
    crew.train({
      id: run.id,
      choices,
      engine: askedEngine(),
      listener: (message) => {
        heard(run, message);
        if (message.kind === "results") evaluations = evaluateOwn(recorded, runs.flatMap(modelsOf));
        if (message.kind === "done" || message.kind === "failed") {
          tell(
            say(texts.runStatus, {
              run: run.id,
              status: say(run.status === "finished" ? texts.finished : texts.failed),
            }),
          );
          refreshAsk();
        }
        draw();
      },
    });
    drawAll();
  }

  function stop(run: LabRun): void {
    crew.stop(run.id);
    run.status = "stopped";
    tell(say(texts.runStopped, { run: run.id }));
    drawAll();
  }

  byId("setup").addEventListener("submit", (event) => {
    event.preventDefault();
    train(formChoices());
  });
  shiftField.addEventListener("change", () => {
    shift = shiftField.value as PictogramShift;
    drawAll();
  });
  addEventListener("beforeunload", (event) => {
    if (runs.length > 0) event.preventDefault(); // the browser asks whether to leave
  });

  function openAddress(): void {
    const given = new URLSearchParams(location.hash.slice(1));
    const question = questionIn(given);
    byId("question").hidden = question === undefined;
    if (question === undefined) {
      showChoices(choicesIn(given.toString()));
      return;
    }
    byId("question-title").textContent = say(question.texts.title);
    byId("question-text").textContent = say(question.texts.question);
    byId("question-then").textContent = "afterwards" in question.texts ? say(question.texts.afterwards) : "";
    const count = question.runs.length;
    const all = html("button", { type: "button" }, say(texts.trainAll, { count }));
    all.addEventListener("click", () => question.runs.forEach(train));
    byId("question-runs").replaceChildren(
      ...question.runs.map((choices) => {
        const one = html(
          "button",
          { type: "button", class: "quiet" },
          say(texts.setUp, { settings: choicesText(choices, say) }),
        );
        one.addEventListener("click", () => showChoices(choices));
        return html("li", {}, one);
      }),
      ...(count > 1 ? [html("li", {}, all)] : []),
    );
    showChoices(question.runs[0]!);
  }
  addEventListener("hashchange", openAddress);
  // The page in another language opens with the same question, or the same settings.
  const other = document.querySelector<HTMLAnchorElement>("#language-switch");
  other?.addEventListener("click", () => {
    const asked = questionIn(new URLSearchParams(location.hash.slice(1)));
    other.hash = asked ? location.hash : queryOf(formChoices());
  });
  openAddress();
  drawAll();
  byId("loading").hidden = true;
  byId("lab").hidden = false;
}

/** The notebook's question that an address names, if any. */
function questionIn(given: URLSearchParams) {
  const number = given.get("question") ?? "";
  return Object.hasOwn(labQuestions, number) ? labQuestions[number as keyof typeof labQuestions] : undefined;
}

/** Tells readers who do not see the page change. */
function tell(text: string): void {
  byId("said").textContent = text;
}

open().catch((error: unknown) => {
  byId("lacks").textContent = say(texts.cannotStart, { reason: (error as Error).message });
  byId("lacks").hidden = false;
  byId("loading").hidden = true;
});
