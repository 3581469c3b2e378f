import { provenance } from "../../lib/base/provenance.js";
import { hashOfSpec, type RunRecord } from "../../lib/record/schema.js";

/**
 * A small record that is valid.
 * @param seed of its spec, so that records differ; the hash follows from the spec
 */
export function sampleRecord(seed: number, changes: Partial<RunRecord> = {}): RunRecord {
  const spec = { model: { kind: "cnn", widths: [4, 8] }, seed };
  return {
    format: 1,
    hash: hashOfSpec(spec),
    spec,
    seed,
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
