import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { fileExists, writeAtomically } from "../base/files.js";
import { printable } from "../base/printable.js";
import { provenance } from "../base/provenance.js";
import { openImageSet } from "../evaluation/images/imageSet.js";
import { type ImageTestSet, imageTestSets } from "../evaluation/images/labels.js";
import { openClassifier } from "../evaluation/models/classifier.js";
import { diagnose } from "../evaluation/run/diagnosis.js";
import { type EvaluationResult, evaluateImages, removeJournal } from "../evaluation/run/evaluateImages.js";
import { wholeNumberOption } from "./options.js";
import { countText, ProgressLine, secondsText } from "./progress.js";

/** The options of `robustness evaluate` as typed. */
export type EvaluateFlags = Readonly<Partial<Record<ImageTestSet, string>>> & {
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
  if (asked.length === 0) throw new InputError("evaluate: no images given, expected e.g. --imagenet FOLDER");
  const batch = wholeNumberOption("--batch", flags.batch, 1, 4096);
  const threads = wholeNumberOption("--threads", flags.threads, 1, 1024);
  const model = await openClassifier(path, {
    provider: flags.provider,
    threads,
    ...(flags.input !== undefined && { input: flags.input }),
    ...(flags.output !== undefined && { output: flags.output }),
  });
  const recordOf = (set: string) => join(flags.out, `${model.name.replaceAll(/[^\w.-]/g, "_")}.${set}.json`);
  for (const set of asked)
    if (!flags.force && (await fileExists(recordOf(set))))
      throw new InputError(`--out: ${recordOf(set)} exists; --force overwrites it`);
  const sets = [];
  for (const set of asked) sets.push(await openImageSet(flags[set]!, set));
  const notes = sets.flatMap((set) => set.notes);
  const results: EvaluationResult[] = [];
  for (const set of sets) {
    const { testSet } = set.labelling;
    const journal = `${recordOf(testSet)}.partial`;
    const line = new ProgressLine(10);
    const started = performance.now();
    let before: number | undefined;
    const evaluation = await evaluateImages(model, set, {
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
        model: model.name,
        readout: model.readout,
        digest: model.digest,
        preprocessing: model.preprocessing,
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
