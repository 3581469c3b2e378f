import { InputError } from "../base/errors.js";
import { fileExists } from "../base/files.js";
import { printable } from "../base/printable.js";
import { provenance } from "../base/provenance.js";
import { type ImageSet, openImageSet, openOwnImageSet } from "../evaluation/images/imageSet.js";
import { type ImageTestSet, imageTestSets } from "../evaluation/images/labels.js";
import { openClassifier } from "../evaluation/models/classifier.js";
import type { ScoringModel } from "../evaluation/models/model.js";
import { diagnose } from "../evaluation/run/diagnosis.js";
import {
  type EvaluationResult,
  evaluateImages,
  type ImageEvaluation,
  preprocessingFor,
} from "../evaluation/run/evaluateImages.js";
import { evaluationFile, writeEvaluation } from "../evaluation/run/store.js";
import { testSets } from "../published/testsets/dictionary.js";
import { wholeNumberOption } from "./options.js";
import { countText, ProgressLine, say, secondsText } from "./progress.js";

/** The options of `robustness evaluate` as typed. */
export type EvaluateFlags = Readonly<Partial<Record<ImageTestSet, string>>> & {
  /** The reader's own sets, `NAME=PATH`. */
  readonly set?: readonly string[];
  readonly out: string;
  readonly batch: string;
  readonly threads: string;
  readonly provider: string;
  readonly input?: string;
  readonly output?: string;
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
  if (asked.length === 0 && !flags.set)
    throw new InputError("evaluate: no images given, expected e.g. --imagenet FOLDER");
  const batch = wholeNumberOption("--batch", flags.batch, 1, 4096);
  const threads = wholeNumberOption("--threads", flags.threads, 1, 1024);
  const model = await openClassifier(path, {
    provider: flags.provider,
    threads,
    ...(flags.input !== undefined && { input: flags.input }),
    ...(flags.output !== undefined && { output: flags.output }),
  });
  const own = ownSets(flags.set ?? []);
  for (const set of [...asked, ...own.keys()]) {
    const path = evaluationFile(flags.out, model.name, set);
    if (!flags.force && (await fileExists(path)))
      throw new InputError(`--out: ${path} exists; --force overwrites it`);
  }
  const sets: ImageSet[] = [];
  for (const set of asked) sets.push(await openImageSet(flags[set]!, set));
  for (const [name, place] of own)
    sets.push(await openOwnImageSet(place, name, model.withClasses === undefined));
  const notes = sets.flatMap((set) => set.notes);
  const results: EvaluationResult[] = [];
  for (const set of sets) {
    const { counted, title } = set.labelling;
    const scoring = typeof counted === "number" ? model : ((await model.withClasses?.(counted)) ?? model);
    const evaluated = await evaluateSet(scoring, set, flags, batch);
    notes.push(...diagnose(evaluated));
    if (evaluated.skipped.length > 0)
      notes.push(`${title}: ${evaluated.skipped.length} images were left out because they cannot be read`);
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

/** The reader's own sets as typed, `NAME=PATH`. */
function ownSets(typed: readonly string[]): Map<string, string> {
  const sets = new Map<string, string>();
  for (const text of typed) {
    const [name = "", ...rest] = text.split("=");
    const path = rest.join("=");
    if (!/^[\w:.-]+$/.test(name) || path === "")
      throw new InputError(`--set: "${text}", expected NAME=PATH, the name of letters, digits and -_.:`);
    if (testSets.has(name))
      throw new InputError(`--set: "${name}" is a published test set, expected --${name} or another name`);
    if (sets.has(name)) throw new InputError(`--set: ${name} is named twice, expected once`);
    sets.set(name, path);
  }
  return sets;
}

/** Evaluates one set, shows progress and writes its record. */
async function evaluateSet(
  model: ScoringModel,
  set: ImageSet,
  flags: EvaluateFlags,
  batch: number,
): Promise<ImageEvaluation> {
  const { testSet, counted } = set.labelling;
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
          ...(typeof counted !== "number" && { classes: [...counted] }),
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
