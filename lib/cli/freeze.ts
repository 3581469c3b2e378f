import type { Command } from "commander";
import { say } from "./progress.js";

/** `robustness freeze`: creates the adversarially filtered shift. This is done once. */
export function registerFreeze(program: Command): void {
  program
    .command("freeze")
    .description("train the reference model and save the icons of `matched` that it gets wrong as a shift")
    .option("--force", "replace an existing frozen shift; all records on it become invalid")
    .action(freeze);
}

async function freeze({ force }: { force?: true }): Promise<void> {
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
