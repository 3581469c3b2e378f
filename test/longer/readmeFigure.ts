// Draws the figure of the README, notebooks/verdict.svg: the one of notebook 09, from the committed records.

import { inPackage, writeAtomically } from "../../lib/base/files.js";
import { causes } from "../../lib/causes/index.js";
import { judgeMiniature, loadSweep } from "../../lib/causes/load.js";
import { margins } from "../../lib/causes/plan/margins.js";
import { loadPublishedTables, publishedCauses } from "../../lib/causes/published.js";
import { drawVerdicts } from "../../lib/figures/verdict.js";
import { plotlySvg } from "../../lib/notebook/plotlySvg.js";
import { judgeCauses } from "../../lib/robustness/causeVerdict.js";

const tables = await loadPublishedTables();
const layers = {
  "published models": judgeCauses(publishedCauses(tables, { draws: 1000, seed: 1, margins })),
  miniature: judgeMiniature(await loadSweep(), { draws: 1000, seed: 1 }).judged,
};
const figure = drawVerdicts(layers, {
  title: "What each suspect does to effective robustness",
  margin: margins.closePoints,
});
const drawn = await plotlySvg(figure, { width: 900, height: figure.layout.height ?? 640 });
// A page that shows the picture may not have the font its text was measured in.
const svg = drawn.replaceAll(/font-family: [^;]*;/g, "font-family: Inter, Helvetica, Arial, sans-serif;");
await writeAtomically(inPackage("notebooks", "verdict.svg"), svg);
process.stdout.write(`${causes.length} causes, ${svg.length} characters\n`);
