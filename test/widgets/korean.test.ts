// Every widget in a Korean page: each of its controls is used, each mark of another kind is hovered, the numbers are opened,
// and nothing that is seen or said then is English but names.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Locator } from "playwright-core";
import { margins } from "../../lib/causes/plan/margins.js";
import { imageNetSubsamples, subsampleGroups, subsamplePaths } from "../../lib/causes/size/published.js";
import { showCorpus } from "../../lib/chapter/corpusWidget.js";
import { showGroups } from "../../lib/chapter/published.js";
import { showAfterGuess, showConfounder, showPlane, showVerdicts } from "../../lib/chapter/widgets.js";
import { buildCorpus } from "../../lib/corpus/build/build.js";
import { openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { loadClasses } from "../../lib/corpus/sets/classes.js";
import { drawVerdicts } from "../../lib/figures/verdict.js";
import type { MimeBundle } from "../../lib/notebook/nbformat.js";
import { widgetMime } from "../../lib/notebook/widget.js";
import { loadPublished } from "../../lib/published/load.js";
import type { PublishedModel } from "../../lib/published/model.js";
import type { widgetModules } from "../../lib/widgets/modules.js";
import { firstSettings } from "../../lib/widgets/plane/planeFigure.js";
import { judgeAt, packVerdict, plannedSettings } from "../../lib/widgets/verdict/verdict.js";
import { smallCorpus } from "../corpus/smallCorpus.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import { simulatedParts } from "./simulatedVerdict.js";
import { displayed, koreanReportOf, latinIn, latinWords, settled, WidgetPages } from "./widgetPage.js";

const pages = new WidgetPages();
after(() => pages.close());

const settings = { draws: 100, seed: 1 };
const accuracies = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const verdicts = { planned: simulatedParts("planned", 12), "22": simulatedParts("22", 3) };

/** A third of the models say what all of them say. */
const fewer = ({ model }: PublishedModel, at: number): boolean =>
  at % 3 === 0 || firstSettings.picked.includes(model);

/** What each kind of widget shows in a notebook. */
const shows: Readonly<Record<keyof typeof widgetModules, () => Promise<void>>> = {
  plane: () => showPlane({ accuracies: accuracies.filter(fewer), testbed }, settings),
  confounder: () => showConfounder(accuracies, settings),
  verdict: () => showVerdicts(verdicts, margins.closePoints),
  oneOf: () => showSubsamples({ oneOf: true }),
  guess: async () => {
    await showSubsamples({
      guess: {
        question:
          "A ResNet-50 learns from one in 32 of ImageNet's images and reaches 21% on ImageNet. How many points is it above or below the line on ImageNetV2?",
        shift: "ImageNetV2",
        model: subsamplePaths[0]!.at(-1)!,
      },
    });
    const data = packVerdict(verdicts, margins.closePoints);
    const layers = { miniature: judgeAt(data, plannedSettings(data)) };
    const title = "What each suspect does to effective robustness";
    await showAfterGuess(drawVerdicts(layers, { title, margin: margins.closePoints }), "x", {
      question: "In the miniature, by how many points do other training images move ρ?",
      answer: { value: 3, low: 1, high: 5 },
    });
  },
  corpus: async () => {
    const folder = await mkdtemp(join(tmpdir(), "korean-corpus-"));
    try {
      await buildCorpus({ folder, ...smallCorpus, threads: 1 });
      const { classes } = await loadClasses();
      await showCorpus(await openCorpus(folder), { classes, seed: 1 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function showSubsamples(
  options: Pick<Parameters<typeof showGroups>[1], "oneOf" | "guess">,
): Promise<void> {
  const { evaluations } = imageNetSubsamples(testbed, { ...settings, margins });
  const title = "the same recipe on fewer and fewer images";
  await showGroups(evaluations, { title, groups: subsampleGroups, paths: subsamplePaths, ...options });
}

/** Names of methods, data and formats, which Korean texts keep, and those of the published models. */
const names = [
  ...[
    "CLIP",
    "SimCLR",
    "ResNet",
    "ImageNet",
    "ImageNetV2",
    "Sketch",
    "ObjectNet",
    "YFCC100M",
    "Theil",
    "Sen",
  ],
  ...["Pictograms", "CSV", "PNG", "UI", "top"],
  ...[...accuracies, ...testbed].flatMap(({ model }) => model.split(/\s+/)),
];

for (const [kind, show] of Object.entries(shows))
  test(`${kind}: in Korean no English is left, whatever is chosen`, { skip }, async () => {
    const bundles = (await displayed(show)).filter((bundle) => isOfKind(bundle, kind));
    assert.ok(bundles.length > 0);
    for (const bundle of bundles) {
      const { html, missing } = await koreanReportOf([bundle]);
      assert.deepEqual(latinWords(missing, [...names, ...classWords(bundle)]), []);
      const { widget, complaints } = await pages.open(html);
      const found = new Map<string, string>();
      const note = (words: readonly string[], after: string): void => {
        for (const word of words) found.set(word, found.get(word) ?? after);
      };
      let labels = 0;
      await useEveryControl(widget, {
        look: async (after) => note(await latinIn(widget, names), after),
        lookCloser: async (after) => {
          const said = await hoverEachKind(widget);
          labels += said.length;
          note(latinWords(said, names), `${after}, a mark hovered`);
        },
      });
      assert.deepEqual([...found], []);
      assert.deepEqual(complaints, []);
      assert.ok(labels > 0 || kind === "corpus", "no mark has a label");
    }
  });

/** Words of the corpus, which stay. */
function classWords(bundle: MimeBundle): string[] {
  const { data } = bundle[widgetMime] as unknown as { data: { words?: readonly { name: string }[] } };
  return (data.words ?? []).flatMap(({ name }) => name.split(" "));
}

const isOfKind = (bundle: MimeBundle, kind: string): boolean =>
  (bundle[widgetMime] as { kind?: string } | undefined)?.kind === kind;

interface Looks {
  /** At what is there to be read. */
  look(after: string): Promise<void>;
  /** At what the figure says when it is asked. */
  lookCloser(after: string): Promise<void>;
}

/** Uses the controls of a widget one after the other, and looks after each. */
async function useEveryControl(widget: Locator, { look, lookCloser }: Looks): Promise<void> {
  const place = widget.locator(".widget-place");
  const settle = async (): Promise<void> => {
    await settled(widget);
    if ((await place.locator(".plot-target").count()) > 0)
      await place.locator("[data-drawn]").first().waitFor();
  };
  const seen = async (after: string): Promise<void> => {
    await settle();
    await look(after);
  };
  const seenCloser = async (after: string): Promise<void> => {
    await seen(after);
    await lookCloser(after);
    const numbers = widget.locator(".figure-buttons button").first();
    if (!(await numbers.isVisible())) return;
    await numbers.click();
    await widget.locator(".figure-table td").first().waitFor();
    await look(`${after}, numbers`);
    await numbers.click();
  };
  await seenCloser("opened");

  // The first list changes what is shown, the others how.
  const selects = await place.locator("select").all();
  for (const [at, select] of selects.entries()) {
    for (const value of (await enabledOptions(select)).slice(1)) {
      await select.selectOption(value);
      await (at === 0 ? seenCloser : seen)(value);
    }
    await select.selectOption({ index: 0 });
    await settle();
  }
  for (const slider of await place.getByRole("slider").all())
    for (const key of ["Home", "End"]) {
      await slider.press(key);
      await seen(`slider, ${key}`);
    }
  for (const box of await place.getByRole("checkbox").all()) {
    await box.click();
    await seen("a box checked or unchecked");
  }
  for (const field of await place.locator('input[role="combobox"]').all()) {
    await field.fill("a");
    await look("a letter typed");
    await field.press("Enter");
    await seen("a name picked");
    await field.fill("ㅋㅋㅋ");
    await look("letters typed that no name has");
    await field.fill("");
  }
  for (const typed of ["55", "550"]) {
    for (const field of await place.getByRole("spinbutton").all()) await field.fill(typed);
    await seenCloser(`${typed} typed`);
  }
  for (const field of await place.getByRole("spinbutton").all()) await field.fill("");
  await settle();

  // The last choice of each list, which the first list may not have.
  for (const select of selects.slice(1)) await select.selectOption((await enabledOptions(select)).at(-1)!);
  for (const select of selects.slice(0, 1))
    for (const value of await enabledOptions(select)) {
      await select.selectOption(value);
      await seen(`${value} with the last choices`);
    }
  for (const remove of (await place.locator("button.remove").all()).reverse()) {
    await remove.click();
    await seen("a model removed");
  }
  const buttons = place.locator("button:not(.remove)");
  const count = await buttons.count();
  for (let at = 0; at < count; at++) {
    const said = await buttons.nth(at).textContent();
    await buttons.nth(at).click();
    await seenCloser(`“${said}” pressed`);
    // A button may put others in its place, the last of which leads back.
    if ((await buttons.count()) !== count) await buttons.last().click();
  }
}

const enabledOptions = (select: Locator): Promise<string[]> =>
  select
    .locator("option:enabled")
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));

/** What the labels say of the first mark of each trace. */
async function hoverEachKind(widget: Locator): Promise<string[]> {
  const said: string[] = [];
  for (const plot of await widget.locator(".js-plotly-plot").all())
    said.push(
      ...(await plot.evaluate(async (element) => {
        interface Drawn {
          readonly data: readonly {
            readonly hoverinfo?: string;
            readonly x: unknown[];
            readonly y: unknown[];
          }[];
        }
        const { Plotly } = window as unknown as {
          Plotly: { Fx: { hover(on: Element, marks: object[]): void } };
        };
        const texts: string[] = [];
        for (const [curveNumber, { hoverinfo, x, y }] of (element as unknown as Drawn).data.entries()) {
          const pointNumber = x.findIndex((value, at) => value !== null && y[at] !== null);
          if (hoverinfo === "skip" || pointNumber < 0) continue;
          Plotly.Fx.hover(element, [{ curveNumber, pointNumber }]);
          await new Promise((resolve) => setTimeout(resolve, 60)); // Plotly draws labels no more often
          for (const label of element.querySelectorAll(".hoverlayer text")) {
            const lines = [...label.querySelectorAll(".line")];
            texts.push(...(lines.length > 0 ? lines : [label]).map((line) => line.textContent ?? ""));
          }
        }
        return texts;
      })),
    );
  return said;
}
