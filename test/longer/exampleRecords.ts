// Makes the example records of notebook 10 again, data/examples/evaluations: a CLIP of the miniature, trained, exported as
// ONNX and evaluated on its own test sets; and, if its graph is named, an ImageNet classifier on the icons whose class is
// one of ImageNet's. About five minutes.
//
//   npm run example:records -- [CLASSIFIER.onnx]
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inPackage } from "../../lib/base/files.js";
import { makeTemporaryFolder } from "../../lib/base/processes.mjs";
import { webClip, webClipBudgets } from "../../lib/causes/plan/clipRuns.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import { loadClasses } from "../../lib/corpus/sets/classes.js";
import type { ClassFile } from "../../lib/evaluation/images/classFolder.js";
import { pictograms } from "../../lib/examples/pictograms.js";
import { writeTestFolder } from "../../lib/examples/testFolders.js";
import { loadImageNetClasses } from "../../lib/published/load.js";
import { specHash } from "../../lib/training/train/spec.js";
import { checkpointPathOf } from "../../lib/training/train/stored.js";

const [classifier] = process.argv.slice(2);
const out = inPackage("data", "examples", "evaluations");
const folder = makeTemporaryFolder("example-records-");
const robustness = (...args: string[]) =>
  execFileSync(process.execPath, [inPackage("dist", "lib", "cli", "main.js"), ...args], { stdio: "inherit" });

try {
  if (classifier !== undefined) {
    const icons = await writeIcons(join(folder, "icons"));
    robustness("evaluate", classifier, ...icons, "--out", join(folder, "records"));
  }
  const spec = webClip(sweepSeeds[0], webClipBudgets[1]); // a run of the sweep
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const checkpoints = join(folder, "checkpoints");
  robustness(
    "train",
    join(folder, "spec.json"),
    "--keep",
    "--records",
    join(folder, "runs"),
    "--checkpoints",
    checkpoints,
  );
  const model = join(folder, "miniature-clip");
  robustness("export-model", checkpointPathOf(checkpoints, specHash(spec)), "--out", model, "--images");
  const sets = readdirSync(join(model, "images")).flatMap((set) => ["--images", join(model, "images", set)]);
  robustness("evaluate", model, ...sets, "--out", join(folder, "records"), "--templates", "name");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(join(folder, "records")).filter((one) => one.endsWith(".json")))
    cpSync(join(folder, "records", name), join(out, name));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes test icons of 64 pixels whose class is one of ImageNet's. @returns options for `evaluate` */
async function writeIcons(place: string): Promise<string[]> {
  const wnids = new Set((await loadImageNetClasses()).map(({ wnid }) => wnid));
  const synsets = new Map(
    (await loadClasses()).classes.map(({ name, synset }) => [name, synset && `n${synset.split("-")[0]}`]),
  );
  const data = await (await pictograms()).load({
    ...webClip(sweepSeeds[0]).data,
    train: [{ pool: "reference", images: 2 }],
    labels: "class",
    size: 64,
    tests: [],
  });
  const options: string[] = [];
  for (const set of ["test", "matched", "hand-drawn", "renditions", "contexts"]) {
    const own = join(place, set);
    await writeTestFolder(own, set, data);
    const file = join(own, "classes.json");
    const { classes, among } = JSON.parse(readFileSync(file, "utf8")) as ClassFile;
    const named = classes.map((one) => {
      const wnid = synsets.get(one.name!);
      return wnid !== undefined && wnids.has(wnid) ? { ...one, imagenet: [wnid] } : one;
    });
    writeFileSync(file, JSON.stringify({ name: `icons:${set}`, classes: named, ...(among && { among }) }));
    options.push("--images", own);
  }
  return options;
}
