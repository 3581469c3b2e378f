import { availableParallelism } from "node:os";
import type { DuplicateTask } from "./duplicateWorker.js";
import { type Fingerprints, sliceFingerprints } from "./fingerprint.js";
import { type DuplicateRule, duplicateIn } from "./nearDuplicates.js";

/** Comparisons below which starting threads costs more than it saves: about a tenth of a second's work. */
const fewPairs = 2e7;

/**
 * As `duplicateIn`, in as many threads as there are cores unless `threads` says otherwise; few icons are compared
 * at once. Each thread takes a run of icons, so the result does not depend on their number.
 */
export async function duplicateInThreads(
  prints: Fingerprints,
  others: Fingerprints,
  rule: DuplicateRule,
  threads: number = availableParallelism(),
): Promise<Int32Array> {
  if (threads === 1 || prints.count * others.count < fewPairs) return duplicateIn(prints, others, rule);
  const { Piscina } = await import("piscina");
  const pool = new Piscina<DuplicateTask, Int32Array>({
    filename: new URL("./duplicateWorker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    const size = Math.ceil(prints.count / (4 * threads)); // four runs a thread: all end at about the same time
    const runs = Array.from({ length: Math.ceil(prints.count / size) }, (_, run) =>
      pool.run({ prints: sliceFingerprints(prints, run * size, (run + 1) * size), others, rule }),
    );
    const found = new Int32Array(prints.count);
    for (const [run, part] of (await Promise.all(runs)).entries()) found.set(part, run * size);
    return found;
  } finally {
    await pool.destroy();
  }
}
