import type { Command } from "commander";
import { say } from "./progress.js";

/** `robustness freeze`: makes the lists of icons that are frozen as data. Each is made once for a corpus. */
export function registerFreeze(program: Command): void {
  program
    .command("freeze")
    .description(
      "make a list of icons and save it as data: those of `matched` that the reference model gets wrong, a shift, or those of the web-like pool that are nearer to a test icon than the reference is",
    )
    .argument("[list]", "adversarial or alike", "adversarial")
    .option("--force", "replace an existing list; all records that depend on it become invalid")
    .action(freeze);
}

async function freeze(list: string, flags: { force?: true }): Promise<void> {
  const { InputError } = await import("../base/errors.js");
  if (list === "adversarial") await freezeAdversarial(flags);
  else if (list === "alike") await freezeAlike(flags);
  else throw new InputError(`list "${list}": expected adversarial or alike`);
}

async function freezeAlike({ force }: { force?: true }): Promise<void> {
  const { InputError } = await import("../base/errors.js");
  const { alikePath, readAlike, writeAlike } = await import("../examples/alike.js");
  if (!force && (await readAlike()) !== undefined)
    throw new InputError(`${alikePath}: already frozen; --force replaces it`);
  const { openCorpus } = await import("../corpus/read/openCorpus.js");
  const { findAlike } = await import("../examples/findAlike.js");
  const { averagedShifts } = await import("../causes/plan/margins.js");
  const found = await findAlike(await openCorpus(), averagedShifts);
  await writeAlike({
    note: "Labelled icons of the web-like pool that are nearer to a test icon of the four averaged shifts than every training icon of the reference is, by the correlation of thumbnails. Made once by `robustness freeze alike`.",
    ...found,
  });
  say(
    `${found.icons.length} of ${found.labelled} labelled icons frozen in ${alikePath}; ${found.left} are left, ${found.withoutEmoji} of all belong to no set of emoji`,
  );
}

async function freezeAdversarial({ force }: { force?: true }): Promise<void> {
  const { InputError } = await import("../base/errors.js");
  const { adversarialPath, readAdversarial, writeAdversarial } = await import("../examples/adversarial.js");
  if (!force && (await readAdversarial()) !== undefined)
    throw new InputError(`${adversarialPath}: already frozen; --force replaces it`);
  const { openCorpus } = await import("../corpus/read/openCorpus.js");
  const { splitOptions } = await import("../corpus/build/splits.js");
  const { filterAdversarial } = await import("../examples/filterAdversarial.js");
  const { pictograms } = await import("../examples/pictograms.js");
  const { adversarialReference } = await import("../causes/plan/adversarialReference.js");
  const { run } = await import("../training/train/run.js");
  const { specHash } = await import("../training/train/spec.js");
  const { chooseEngine } = await import("../engine/index.js");
  const corpus = await openCorpus();
  const engine = await chooseEngine();
  let predicted: Int32Array | undefined;
  await run(adversarialReference, {
    data: await pictograms(),
    engine: { name: engine, threads: 1 },
    onPredictions: (_, testset, classes) => {
      if (testset === "matched") predicted = classes;
    },
  });
  const { labels } = corpus.split("matched");
  const filtered = filterAdversarial(corpus, predicted!, splitOptions.fewestPerClass);
  const correct = labels.reduce((sum, label, row) => sum + (predicted![row] === label ? 1 : 0), 0);
  await writeAdversarial({
    note: `The adversarially filtered shift: icons of the split \`matched\` that the reference model below gets wrong, of classes with at least ${splitOptions.fewestPerClass} such icons here and in the reference test. Made once by \`robustness freeze\` for an edition of the corpus and never again.`,
    reference: {
      hash: specHash(adversarialReference),
      spec: JSON.parse(JSON.stringify(adversarialReference)),
      engine,
      correct,
      total: labels.length,
    },
    ...filtered,
  });
  say(`${filtered.icons.length} icons of ${filtered.classes.length} classes frozen in ${adversarialPath}`);
}
