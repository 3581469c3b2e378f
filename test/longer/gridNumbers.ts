// What the grids of the sweep take from the built corpus: numbers of icons, and the UI sets of the web-like pool. With
// --write it writes them into lib/causes/plan, which is done once for a corpus, before its first run.
// Run: node dist/test/longer/gridNumbers.js [--write]; needs a built corpus and data/sweep/alike.json.

import { readFile, writeFile } from "node:fs/promises";
import { inPackage } from "../../lib/base/files.js";
import type { Corpus } from "../../lib/corpus/read/openCorpus.js";
import { openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { type Alike, readAlike } from "../../lib/examples/alike.js";

const families = ["other-ui", "multicolour", "emoji"] as const;
/** Labelled icons of a set that takes part in the comparison of numbers of sets. */
const fewestOfSet = 32;

const roundedDown = (count: number, step: number) => Math.floor(count / step) * step;

/** The numbers of lib/causes/plan/images.ts and the sets of webSets.ts, as a corpus has them. */
export function gridNumbers(corpus: Corpus, alike: Alike | undefined) {
  const web = corpus.split("web");
  const rows = [...web.labels.keys()].filter((row) => web.labels[row]! >= 0);
  const [referenceImages, webImages] = [corpus.split("train").count, rows.length];
  const byFamily = families.map((family) => rows.filter((row) => web.families[row] === family).length);
  const bySet = new Map<string, number>();
  for (const row of rows)
    if (web.families[row] !== "emoji" && web.families[row] !== "multicolour")
      bySet.set(web.sets[row]!, (bySet.get(web.sets[row]!) ?? 0) + 1);
  return {
    images: {
      referenceImages,
      webImages,
      equalImages: roundedDown(Math.min(referenceImages, webImages), 500),
      ...(alike && {
        alikeImages: roundedDown(Math.min(alike.left, alike.withoutEmoji, referenceImages), 500),
      }),
      familyImages: roundedDown(Math.min(...byFamily), 100),
    },
    webUiSets: [...bySet]
      .filter(([, labelled]) => labelled >= fewestOfSet)
      .map(([set, labelled]) => ({ set, labelled }))
      .sort((one, other) => other.labelled - one.labelled || (one.set < other.set ? -1 : 1)),
  };
}

if (process.argv[1]?.endsWith("gridNumbers.js")) {
  const { images, webUiSets } = gridNumbers(await openCorpus(), await readAlike());
  console.log(images, `${webUiSets.length} sets`);
  if (process.argv.includes("--write")) {
    const path = inPackage("lib", "causes", "plan", "images.ts");
    let text = await readFile(path, "utf8");
    for (const [name, count] of Object.entries(images))
      text = text.replace(
        new RegExp(`(export const ${name} = )[\\d_]+`),
        `$1${count >= 10_000 ? String(count).replace(/(\d)(\d{3})$/, "$1_$2") : count}`,
      );
    await writeFile(path, text);
    const sets = inPackage("lib", "causes", "plan", "webSets.ts");
    const old = await readFile(sets, "utf8");
    const lines = webUiSets.map(({ set, labelled }) => `  { set: "${set}", labelled: ${labelled} },\n`);
    await writeFile(
      sets,
      old.replace(/(\] = \[\n)[^\]]*(\];)/, (_, head, end) => `${head}${lines.join("")}${end}`),
    );
  }
}
