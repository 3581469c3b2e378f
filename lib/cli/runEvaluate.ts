import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { fileExists } from "../base/files.js";
import { printable } from "../base/printable.js";
import { provenance } from "../base/provenance.js";
import { openClassFolder } from "../evaluation/images/classFolder.js";
import { type ImageSet, openImageSet } from "../evaluation/images/imageSet.js";
import { type ImageTestSet, imageTestSets } from "../evaluation/images/labels.js";
import type { ScoringModel } from "../evaluation/models/model.js";
import { type Precision, precisions } from "../evaluation/models/modelFiles.js";
import { openModel } from "../evaluation/models/openModel.js";
import { promptsFor, sharedNames } from "../evaluation/models/prompts.js";
import { diagnose, swappedNormalisation } from "../evaluation/run/diagnosis.js";
import {
  type EvaluationResult,
  evaluateImages,
  type ImageEvaluation,
  preprocessingFor,
} from "../evaluation/run/evaluateImages.js";
import { evaluationFile, writeEvaluation } from "../evaluation/run/store.js";
import { testSets } from "../published/testsets/dictionary.js";
import { nameOption, wholeNumberOption } from "./options.js";
import { countText, ProgressLine, say, secondsText } from "./progress.js";

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
  const refuseKnown = async (set: string) => {
    const record = evaluationFile(flags.out, model.name, set);
    if (!flags.force && (await fileExists(record)))
      throw new InputError(`--out: ${record} exists; --force overwrites it`);
  };
  for (const set of asked) await refuseKnown(set);
  const sets: ImageSet[] = [];
  for (const set of asked) sets.push(await openImageSet(flags[set]!, set));
  for (const folder of folders) {
    const set = await openClassFolder(folder, { imagenet: model.kind === "head" });
    const { testSet } = set.labelling;
    if (testSets.has(testSet))
      throw new InputError(
        `--images: ${folder} is called "${testSet}", which is a published test set, expected another name or --${testSet}`,
      );
    if (sets.some((other) => other.labelling.testSet === testSet))
      throw new InputError(`--images: ${folder} is test set "${testSet}" again, expected each test set once`);
    await refuseKnown(testSet);
    sets.push(set);
  }
  const notes = sets.flatMap((set) => set.notes);
  const results: EvaluationResult[] = [];
  for (const set of sets) {
    const prompts = await promptsFor(
      set.classList,
      flags,
      set.classList ? "name" : (model.templates ?? "name"),
    );
    const scoring = await model.classify(prompts);
    line.clear();
    const swapped = swappedNormalisation(scoring.preprocessing);
    if (swapped !== undefined && !notes.includes(swapped)) notes.push(swapped);
    const shared = model.kind === "imageText" ? sharedNames(prompts) : undefined;
    if (shared !== undefined && !notes.includes(shared)) notes.push(shared);
    const evaluated = await evaluateSet(scoring, set, flags, batch);
    notes.push(...diagnose(evaluated));
    if (evaluated.skipped.length > 0)
      notes.push(
        `${set.labelling.title}: ${evaluated.skipped.length} images were left out because they cannot be read`,
      );
    results.push(...evaluated.results);
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

/** Evaluates one set, shows progress and writes its record. */
async function evaluateSet(
  model: ScoringModel,
  set: ImageSet,
  flags: EvaluateFlags,
  batch: number,
): Promise<ImageEvaluation> {
  const { testSet } = set.labelling;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const line = new ProgressLine(10);
  let before: number | undefined;
  const options = {
    journal: `${evaluationFile(flags.out, model.name, testSet)}.partial`,
    batch,
    skipUnreadable: flags.skipUnreadable === true,
    onProgress: (done: number, total: number) => {
      if (before === undefined && done > 0) say(`${testSet}: going on after ${countText(done)} images`);
      before ??= done;
      const rate = (done - before) / seconds();
      const speed =
        rate > 0 ? `, ${rate.toFixed(1)} a second, ${secondsText((total - done) / rate)} left` : "";
      line.update(() => `${testSet} ${countText(done)} of ${countText(total)} images${speed}`);
    },
  };
  try {
    return await evaluateImages(model, set, options, async (evaluation) => {
      await writeEvaluation(flags.out, {
        kind: "evaluation",
        format: 1,
        model: { name: model.name, digest: model.digest },
        preprocessing: preprocessingFor(model, set),
        data: {
          testset: testSet,
          digest: evaluation.imagesDigest,
          images: set.images.length,
          skipped: [...evaluation.skipped],
          ...(set.counted && { classes: [...set.counted] }),
        },
        results: evaluation.results.map(({ testSet: testset, ...counts }) => ({
          readout: model.readout,
          testset,
          ...counts,
          correctByClass: [...counts.correctByClass],
          totalByClass: [...counts.totalByClass],
        })),
        seconds: seconds(),
        provenance: provenance(),
      });
      return evaluation;
    });
  } finally {
    line.clear();
  }
}
