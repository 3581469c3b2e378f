import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileExists } from "../../lib/base/files.js";
import { Random } from "../../lib/base/random.js";
import { corpusSample, showCorpus } from "../../lib/chapter/corpusWidget.js";
import { builtFolder } from "../../lib/corpus/build/manifest.js";
import type { SplitName } from "../../lib/corpus/build/splits.js";
import { fingerprintOf, fingerprintsOf } from "../../lib/corpus/duplicates/fingerprint.js";
import { hashDistance, thumbnailCorrelation } from "../../lib/corpus/duplicates/nearDuplicates.js";
import { type Corpus, type CorpusSplit, openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { smallPictures } from "../../lib/corpus/read/smallPictures.js";
import { loadClasses, type Vocabulary } from "../../lib/corpus/sets/classes.js";
import { type Adversarial, readAdversarial } from "../../lib/examples/adversarial.js";
import type { MimeBundle } from "../../lib/notebook/nbformat.js";
import { widgetMime } from "../../lib/notebook/widget.js";
import { type CorpusData, type PoolName, pools } from "../../lib/widgets/corpus/corpusData.js";
import { objectionsOn } from "../notebook/axe.js";
import { noBrowser } from "../notebook/chromium.js";
import { assertFits, bothSchemesAndWidths, displayed, picture, reportOf, WidgetPages } from "./widgetPage.js";

const built = await fileExists(join(builtFolder, "manifest.json"));
const noCorpus = built ? false : "the corpus is not built here: robustness corpus build";
const skip = noCorpus || noBrowser;

const pages = new WidgetPages();
let corpus: Corpus;
let vocabulary: Vocabulary;
let adversarial: Adversarial | undefined;
let bundle: MimeBundle;
let data: CorpusData;
let html: string;

before(async () => {
  if (!built) return;
  corpus = await openCorpus();
  vocabulary = await loadClasses();
  adversarial = await readAdversarial();
  const shown = await displayed(() =>
    showCorpus(corpus, { classes: vocabulary.classes, adversarial, seed: 1 }),
  );
  bundle = shown[0]!;
  ({ data } = bundle[widgetMime] as unknown as { data: CorpusData });
  html = await reportOf(shown);
});
after(() => pages.close());

const rowOf = ({ ids }: CorpusSplit, id: string): number => ids.indexOf(id);
const splitOf = (part: string) => (part === "adversarial" ? "matched" : part) as SplitName;
const nameOf = (label: number): string =>
  vocabulary.classes.find(({ id }) => id === corpus.classes[label])?.name ?? corpus.classes[label]!;

/** Fingerprints of a pool's labelled icons from 32 pixels, once for all words. */
const poolPrints = new Map<PoolName, { rows: number[]; prints: ReturnType<typeof fingerprintsOf> }>();
function printsOf(pool: PoolName) {
  const known = poolPrints.get(pool);
  if (known) return known;
  const { labels } = corpus.split(pool);
  const rows = [...labels.keys()].filter((row) => labels[row]! >= 0);
  const pictures = smallPictures(corpus, pool, rows);
  const made = { rows, prints: fingerprintsOf(rows.map((row) => fingerprintOf(pictures.get(row)!))) };
  poolPrints.set(pool, made);
  return made;
}

/** What the library says of a test icon's neighbours, comparing pair by pair. */
function expectedNeighbours(part: string, id: string): string[] {
  const split = corpus.split(splitOf(part));
  const row = rowOf(split, id);
  const own = fingerprintsOf([fingerprintOf(smallPictures(corpus, split.name, [row]).get(row)!)]);
  return pools.map((pool) => {
    const { rows, prints } = printsOf(pool);
    let [best, r] = [-1, Number.NEGATIVE_INFINITY];
    for (const at of rows.keys()) {
      const correlation = thumbnailCorrelation(own, 0, prints, at);
      if (correlation > r) [best, r] = [at, correlation];
    }
    const { captions, labels } = corpus.split(pool);
    const near = rows[best]!;
    const bits = hashDistance(own.hashes, 0, prints.hashes, best);
    const name = pool === "train" ? "reference" : "web-like pool";
    const likeness = `r = ${r.toFixed(3).replace("-", "−")}, ${bits} bits`;
    return [name, captions[near]!.title, `label: ${nameOf(labels[near]!)}`, likeness].join("|");
  });
}

/** What the library says an icon's caption is. */
function expectedLines(part: string, id: string): string {
  const split = corpus.split(splitOf(part));
  const row = rowOf(split, id);
  const { title, description, tags } = split.captions[row]!;
  return [
    title,
    `label: ${nameOf(split.labels[row]!)}`,
    ...(description === "" ? [] : [description]),
    ...(tags.length === 0 ? [] : [`tags: ${tags.slice(0, 6).join(", ")}`]),
    id,
  ].join("|");
}

/** Labelled icons of a class in a part, counted in the corpus. */
function expectedCount(part: string, word: number): number {
  const { labels, ids } = corpus.split(splitOf(part));
  const hard = new Set(adversarial?.icons);
  return [...labels].filter((label, row) => label === word && (part !== "adversarial" || hard.has(ids[row]!)))
    .length;
}

test("the sample holds no more pictures than it may, and some of every part", {
  skip: noCorpus,
}, () => {
  assert.ok(data.icons.id.length <= corpusSample.pictures);
  assert.equal(new Set(data.icons.id).size, data.icons.id.length);
  for (const part of data.sampled) assert.ok(part.some((icons) => icons.length > 0));
  assert.equal(data.strips.length, corpusSample.strips);
  // What it adds to a report: deflated and in base64.
  const size = html.match(/data-widget-data="figure-1"[^>]*>([^<]*)</)![1]!.length;
  assert.ok(size < 1_300_000, `${size} characters`);
  assert.match(bundle["text/plain"] as string, /The corpus, word by word/);
});

test("on ten random words the page shows what the library computes in Node", { skip }, async () => {
  const { widget, requests, complaints } = await pages.open(html);
  const random = new Random("words of the corpus");
  const present = [...data.words.keys()].filter((word) =>
    data.sampled.some((part) => part[word]!.length > 0),
  );
  let compared = 0;
  for (const word of random.sample(present, 10)) {
    const { name } = data.words[word]!;
    await widget.getByRole("combobox").fill(name);
    await widget.getByRole("combobox").press("Enter");
    await widget.getByText(`Icons of “${name}”`, { exact: true }).waitFor();
    const shown = await widget.locator(".icon-table tbody").evaluateAll((groups) =>
      groups.map((group) => ({
        part: (group as HTMLElement).dataset.part!,
        head: group.querySelector("th")!.textContent!,
        icons: [...group.querySelectorAll<HTMLTableRowElement>("tr[data-icon]")].map((row) => {
          const lines = (element: Element) => [...element.children].map((line) => line.textContent).join("|");
          const canvas = row.querySelector("canvas")!;
          const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
          return {
            id: row.dataset.icon!,
            lines: lines(row.cells[1]!),
            neighbours: [...row.cells[2]!.children].map((near) => lines(near.lastElementChild!)),
            pixels: [...pixels],
          };
        }),
      })),
    );
    assert.deepEqual(
      shown.map(({ part }) => part),
      data.parts.map(({ name: part }) => part),
    );
    for (const [place, { part, head, icons }] of shown.entries()) {
      const count = expectedCount(part, word);
      assert.ok(
        head.endsWith(count === 0 ? " · none" : ` · ${icons.length} of ${count} icons shown`),
        `${name}: ${head}`,
      );
      for (const { id, lines, neighbours, pixels } of icons) {
        assert.equal(lines, expectedLines(part, id));
        assert.equal(corpus.split(splitOf(part)).labels[rowOf(corpus.split(splitOf(part)), id)], word);
        assert.ok(meanError(pixels, part, id) < 6, `${id} is not its picture`);
        // Half of the test icons: a pair by pair comparison takes a second or more.
        if (neighbours.length === 0 || (place + word) % 2 > 0) continue;
        assert.deepEqual(neighbours, expectedNeighbours(part, id), `${name} ${part} ${id}`);
        compared++;
      }
    }
  }
  assert.ok(compared >= 6, `${compared} test icons compared`);
  assert.deepEqual([requests, complaints], [[], []]);
});

/** Mean difference of a canvas's pixels from the corpus's picture, of 255. */
function meanError(rgba: readonly number[], part: string, id: string): number {
  const split = corpus.split(splitOf(part));
  const row = rowOf(split, id);
  const { planes, channels, size } = smallPictures(corpus, split.name, [row]).get(row)!;
  let sum = 0;
  for (let pixel = 0; pixel < size * size; pixel++)
    for (let channel = 0; channel < 3; channel++)
      sum += Math.abs(
        rgba[4 * pixel + channel]! - planes[(channels === 1 ? 0 : channel) * size * size + pixel]!,
      );
  return sum / (3 * size * size);
}

test("by keyboard: a synonym finds its class, another word is drawn, all icons are shown, a strip's word is taken", {
  skip,
}, async () => {
  const { page, widget } = await pages.open(html);
  const shownWord = () => widget.locator(".icon-table caption").textContent();
  const word = data.words.find(({ others }) => others.length > 0)!;
  await widget.getByRole("combobox").focus();
  await page.keyboard.type(`${word.others[0]} (`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await shownWord(), `Icons of “${word.name}”`);
  await page.keyboard.type("no such thing");
  assert.equal(await widget.locator(".widget-status").textContent(), "No class is called “no such thing”.");
  await page.keyboard.press("Tab");
  const words = new Set<string | null>();
  for (let press = 0; press < 5; press++) {
    await page.keyboard.press("Enter");
    words.add(await shownWord());
  }
  assert.ok(words.size > 1);
  const strip = widget.locator(".word").nth(1);
  await strip.focus();
  await page.keyboard.press("Enter");
  assert.equal(await shownWord(), `Icons of “${await strip.textContent()}”`);
  assert.equal(await page.evaluate(() => document.activeElement?.className), "widget-status");
  const rows = widget.locator("tr[data-icon]");
  const before = await rows.count();
  await widget.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  assert.ok((await rows.count()) > before);
});

bothSchemesAndWidths(
  "a word is clicked, nothing is cut off, axe objects to nothing",
  async (setting) => {
    const { page, widget, requests, complaints } = await pages.open(html, setting);
    await widget.locator(".word").last().click();
    const strips = widget.locator(".icon-strips");
    const [width, room] = await strips.evaluate((table) => [
      table.scrollWidth,
      table.parentElement!.clientWidth,
    ]);
    assert.ok(width! <= room!, `strips of ${width} px in ${room}`);
    const links = await strips
      .locator("a")
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    assert.equal(links.length, data.parts.length);
    for (const link of links) assert.match(link, /^https:\/\//);
    await assertFits(page);
    assert.deepEqual(await objectionsOn(page, "figure.widget"), []);
    await picture(widget, "corpus", setting);
    await page.emulateMedia({ media: "print" });
    assert.equal(await strips.isVisible(), true);
    assert.equal(await widget.locator(".word").first().isVisible(), true);
    assert.equal(await widget.getByRole("combobox").isVisible(), false);
    assert.deepEqual([requests, complaints], [[], []]);
  },
  skip,
);
