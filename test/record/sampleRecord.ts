import { provenance } from "../../lib/base/provenance.js";
import type { RunRecord } from "../../lib/record/schema.js";

/** A small record that is valid. */
export function sampleRecord(hash: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    hash,
    spec: { model: { kind: "cnn", widths: [4, 8] }, seed: 1 },
    seed: 1,
    status: "finished",
    results: [
      {
        readout: "head",
        testset: "id",
        step: 10,
        correct: 3,
        total: 5,
        correctByClass: [2, 1, 0],
        totalByClass: [3, 2, 0],
      },
    ],
    curve: { step: [5, 10], values: { loss: [1.5, 0.25] } },
    parameters: 100,
    trainImages: 50,
    steps: 10,
    samples: 80,
    seconds: { training: 1.5, total: 2 },
    engine: { name: "reference", threads: 1 },
    provenance: provenance(),
    ...changes,
  };
}
