import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { fileExists, writeAtomically } from "../base/files.js";
import { printable } from "../base/printable.js";
import { provenance } from "../base/provenance.js";
import { openClassFolder } from "../evaluation/images/classFolder.js";
import { type ImageSet, openImageSet } from "../evaluation/images/imageSet.js";
import { type ImageTestSet, imageTestSets } from "../evaluation/images/labels.js";
import { type Precision, precisions } from "../evaluation/models/modelFiles.js";
import { openModel } from "../evaluation/models/openModel.js";
import { promptsFor, sharedNames } from "../evaluation/models/prompts.js";
import { diagnose } from "../evaluation/run/diagnosis.js";
import { type EvaluationResult, evaluateImages, removeJournal } from "../evaluation/run/evaluateImages.js";
import { nameOption, wholeNumberOption } from "./options.js";
import { countText, ProgressLine, secondsText } from "./progress.js";

/** The options of `robustness evaluate` as typed. */
export type EvaluateFlags = Readonly<Partial<Record<ImageTestSet, string>>> & {
  readonly out: string;
  readonly batch: string;
  readonly threads: string;
  readonly provider: string;
  readonly input?: string;
  readonly output?: string;
  readonly textInput?: string;
  readonly textOutput?: string;
  readonly dtype: string;
  readonly contextLength?: string;
  readonly templates?: string;
  readonly names?: string;
  readonly images?: readonly string[];
  readonly skipUnreadable?: true;
  readonly force?: true;
  readonly json?: true;
};

/**
 * Evaluates a model and writes one record per test set. All folders are looked at before the first image is scored.
 * @throws InputError for bad options, a model or folder that cannot be used, or unreadable images
 */
export async function runEvaluate(
  path: string,
  flags: EvaluateFlags,
): Promise<{ output: string; notes: string[] }> {
  const asked = imageTestSets.filter((set) => flags[set] !== undefined);
  const folders = flags.images ?? [];
  if (asked.length + folders.length === 0)
    throw new InputError("evaluate: no images given, expected e.g. --imagenet FOLDER");
  const batch = wholeNumberOption("--batch", flags.batch, 1, 4096);
  const threads = wholeNumberOption("--threads", flags.threads, 1, 1024);
  const line = new ProgressLine(10);
  const model = await openModel(path, modelOptions(flags, threads, line));
  for (const [option, value] of [
    ["--templates", flags.templates],
    ["--names", flags.names],
  ] as const)
    if (value !== undefined && model.kind === "head")
      throw new InputError(
        `${option}: ${path} is a classifier with a head, expected an image-text model for prompts`,
      );
  const recordOf = (set: string) =>
    join(flags.out, `${model.name.replaceAll(/[^\w.-]/g, "_")}.${set.replaceAll(":", "_")}.json`);
  const refuseKnown = async (set: string) => {
    if (!flags.force && (await fileExists(recordOf(set))))
      throw new InputError(`--out: ${recordOf(set)} exists; --force overwrites it`);
  };
  for (const set of asked) await refuseKnown(set);
  const sets: ImageSet[] = [];
  for (const set of asked) sets.push(await openImageSet(flags[set]!, set));
  for (const folder of folders) {
    const set = await openClassFolder(folder);
    const { testSet } = set.labelling;
    if (sets.some((other) => other.labelling.testSet === testSet))
      throw new InputError(`--images: ${folder} is test set "${testSet}" again, expected each test set once`);
    await refuseKnown(testSet);
    sets.push(set);
  }
  const notes = sets.flatMap((set) => set.notes);
  const results: EvaluationResult[] = [];
  for (const set of sets) {
    const { testSet } = set.labelling;
    const prompts = await promptsFor(
      set.classList,
      flags,
      set.classList ? "name" : (model.templates ?? "name"),
    );
    const scoring = await model.classify(prompts);
    line.clear();
    const shared = model.kind === "imageText" ? sharedNames(prompts) : undefined;
    if (shared !== undefined && !notes.includes(shared)) notes.push(shared);
    const journal = `${recordOf(testSet)}.partial`;
    const started = performance.now();
    let before: number | undefined;
    const evaluation = await evaluateImages(scoring, set, {
      journal,
      batch,
      skipUnreadable: flags.skipUnreadable === true,
      onProgress: (done, total) => {
        before ??= done;
        const rate = (done - before) / ((performance.now() - started) / 1000);
        line.update(
          () =>
            `${testSet} ${countText(done)} of ${countText(total)} images${rate > 0 ? `, ${rate.toFixed(1)} a second, ${secondsText((total - done) / rate)} left` : ""}`,
        );
      },
    });
    line.clear();
    notes.push(...diagnose(evaluation));
    if (evaluation.unreadable.length > 0)
      notes.push(
        `${testSet}: ${evaluation.unreadable.length} images were left out because they cannot be read`,
      );
    await writeAtomically(
      recordOf(testSet),
      `${JSON.stringify({
        format: 1,
        model: scoring.name,
        readout: scoring.readout,
        digest: scoring.digest,
        preprocessing: scoring.preprocessing,
        results: evaluation.results,
        unreadable: evaluation.unreadable,
        seconds: (performance.now() - started) / 1000,
        provenance: provenance(),
      })}\n`,
    );
    await removeJournal(journal);
    results.push(...evaluation.results);
  }
  const counts = results.map(({ testSet, correct, total }) => ({ testSet, correct, total }));
  return {
    output: flags.json
      ? `${printable(JSON.stringify({ model: model.name, results: counts, notes }))}\n`
      : `${counts.map(({ testSet, correct, total }) => `${testSet.padEnd(16)} ${correct}/${total}  ${total === 0 ? "–" : ((100 * correct) / total).toFixed(2)}%`).join("\n")}\n`,
    notes,
  };
}

function modelOptions(flags: EvaluateFlags, threads: number, line: ProgressLine) {
  const { provider, input, output, textInput, textOutput, contextLength, out } = flags;
  return {
    provider,
    threads,
    dtype: nameOption("--dtype", flags.dtype, Object.keys(precisions) as Precision[]),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(textInput !== undefined && { textInput }),
    ...(textOutput !== undefined && { textOutput }),
    ...(contextLength !== undefined && {
      contextLength: wholeNumberOption("--context-length", contextLength, 2, 4096),
    }),
    cache: join(out, "class-vectors"),
    onPrompts: (done: number, total: number) =>
      line.update(() => `prompts of ${countText(done)} of ${countText(total)} classes`),
  };
}
