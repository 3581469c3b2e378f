import { availableParallelism } from "node:os";
import type { DuplicateTask } from "./duplicateWorker.js";
import { type Fingerprints, sliceFingerprints } from "./fingerprint.js";
import { type DuplicateRule, duplicateIn } from "./nearDuplicates.js";

/** Below this number of comparisons (about 0.1 s of work), starting threads costs more than it saves. */
const fewPairs = 2e7;

/**
 * Like `duplicateIn`, on `threads` threads (default: one per core). Small jobs run on the calling thread. Each thread
 * takes a contiguous run of icons, so the result does not depend on the number of threads.
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
    const size = Math.ceil(prints.count / (4 * threads)); // four runs per thread, so that all finish together
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
