/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { labTexts as texts } from "../texts.js";
import type { Crew } from "./crew.js";
import { setUpDrawing } from "./drawing.js";
import { byId, html } from "./elements.js";
import type { LabRun } from "./labRun.js";
import { say } from "./say.js";

/** Sets up the questions to trained models. @returns a function to call when the list of runs changes */
export function setUpAsk(crew: Crew, runs: readonly LabRun[], size: number): (chosen?: LabRun) => void {
  const section = byId("ask");
  const model = byId<HTMLSelectElement>("ask-model");
  const names = byId<HTMLTextAreaElement>("ask-names");
  const templates = byId<HTMLTextAreaElement>("ask-templates");
  const result = byId("ask-answer");
  const drawing = setUpDrawing(byId<HTMLCanvasElement>("draw"), size);
  let image: Uint8Array | undefined;
  let asked = 0;

  const chosen = () => runs.find(({ id }) => id === Number(model.value));
  const linesOf = (area: HTMLTextAreaElement) =>
    area.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);

  async function ask(): Promise<void> {
    const run = chosen();
    if (run?.model === undefined || image === undefined) return;
    const mine = ++asked;
    const [classNames, list] = [linesOf(names), linesOf(templates)];
    const wrong = list.find((template) => !template.includes("{}"));
    if (run.model.tokenizer && wrong !== undefined) {
      result.replaceChildren(say(texts.wrongTemplate, { template: wrong }));
      return;
    }
    result.setAttribute("aria-busy", "true");
    try {
      const answers = await crew.ask({
        model: run.model,
        image,
        ...(classNames.length > 1 && { classNames }),
        ...(list.length > 0 && { templates: list }),
      });
      if (mine !== asked) return; // another question has been asked since
      const best = Math.max(...answers.map(({ score }) => score), 1e-9);
      result.replaceChildren(
        ...answers.map(({ className, score }) =>
          html(
            "li",
            {},
            html("span", { class: "bar", style: `width:${Math.max(0, (100 * score) / best)}%` }),
            html("span", {}, `${className} `),
            html(
              "small",
              {},
              run.model!.tokenizer
                ? say(texts.cosine, { value: score.toFixed(2) })
                : `${(100 * score).toFixed(1)}%`,
            ),
          ),
        ),
      );
    } catch (error) {
      result.replaceChildren(say(texts.noAnswer, { reason: (error as Error).message }));
    } finally {
      result.removeAttribute("aria-busy");
    }
  }

  function reads(): void {
    byId("ask-words").hidden = chosen()?.model?.tokenizer === undefined;
    byId("ask-head").hidden = !byId("ask-words").hidden;
  }

  drawing.onChange((drawn) => {
    image = drawn;
    for (const button of byId("pick").querySelectorAll("button"))
      button.setAttribute("aria-pressed", "false");
    void ask();
  });
  byId("draw-clear").addEventListener("click", drawing.clear);
  byId("ask-again").addEventListener("click", () => void ask());
  model.addEventListener("change", () => {
    reads();
    void ask();
  });

  let seed = 0;
  async function pick(): Promise<void> {
    const testset = byId<HTMLSelectElement>("pick-set").value;
    const icons = await crew.icons(testset, ++seed);
    byId("pick").replaceChildren(
      ...icons.map(({ image: pixels, className }) => {
        const button = html(
          "button",
          { type: "button", "aria-label": say(texts.iconOf, { class: className }), "aria-pressed": "false" },
          picture(pixels, size),
        );
        button.addEventListener("click", () => {
          for (const other of byId("pick").querySelectorAll("button"))
            other.setAttribute("aria-pressed", String(other === button));
          image = pixels;
          byId("pick-class").textContent = say(texts.classOf, { class: className });
          void ask();
        });
        return button;
      }),
    );
  }
  byId("pick-set").addEventListener("change", () => void pick());
  byId("pick-more").addEventListener("click", () => void pick());
  void pick();

  return (wanted) => {
    const able = runs.filter((run) => run.model !== undefined);
    section.hidden = able.length === 0;
    const before = wanted?.id ?? Number(model.value);
    model.replaceChildren(
      ...able.map((run) =>
        html("option", { value: run.id }, say(texts.runTitle, { run: run.id, title: run.title })),
      ),
    );
    if (able.some(({ id }) => id === before)) model.value = String(before);
    reads();
    if (wanted) {
      section.scrollIntoView({ behavior: "smooth" });
      model.focus({ preventScroll: true });
      void ask();
    }
  };
}

/** RGB bytes as a small canvas. */
function picture(pixels: Uint8Array, size: number): HTMLCanvasElement {
  const canvas = html("canvas", { width: size, height: size });
  const data = new ImageData(size, size);
  for (let at = 0; at < size * size; at++) {
    data.data.set(pixels.subarray(3 * at, 3 * at + 3), 4 * at);
    data.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d")!.putImageData(data, 0, 0);
  return canvas;
}
