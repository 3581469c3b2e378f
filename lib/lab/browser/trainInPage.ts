import type { DataSource } from "../../examples/source.js";
import type { Checkpoint } from "../../training/train/checkpoint.js";
import { run } from "../../training/train/run.js";
import type { RunSpec } from "../../training/train/spec.js";
import { onPageEngine, type PageEngine } from "./engines.js";
import type { FromWorker, StepValues } from "./messages.js";

/** How often progress is reported, in milliseconds. */
const often = 100;

/**
 * Trains a run, and before it the run that it starts from, and reports what happens, ending with the message `done`.
 * @param engine `reference` computes in plain JavaScript, for tests
 * @throws GraphicsLost if the browser takes the graphics processor away that computes
 */
export async function trainInPage(
  id: number,
  spec: RunSpec,
  source: DataSource,
  post: (message: FromWorker) => void,
  engine: PageEngine | "reference" = "captured",
): Promise<void> {
  const trained = async (one: RunSpec, before: number): Promise<Outcome> => {
    const start = one.start && (await trained(one.start.from, before + 1));
    if (start?.diverged !== undefined) return start;
    let waiting: StepValues[] = [];
    let last = 0;
    const { record, checkpoint } = await run(one, {
      data: source,
      engine: { name: engine, threads: 1 },
      ...(start && { start: start.checkpoint! }),
      onProgress({ step, steps, secondsLeft }, values) {
        waiting.push([step, values.loss!, values.accuracy ?? Number.NaN]);
        const now = performance.now();
        if (now - last < often && step < steps) return;
        last = now;
        post({ kind: "progress", id, before, steps, values: waiting, secondsLeft });
        waiting = [];
      },
      onResults: (results) => {
        if (before === 0) post({ kind: "results", id, results });
      },
    });
    const { trainImages, parameters, seconds, reason } = record;
    const earlier = start?.seconds ?? { training: 0, total: 0 };
    return {
      trainImages,
      parameters,
      seconds: {
        training: seconds.training + earlier.training,
        total: seconds.total + earlier.total,
      },
      ...(reason !== undefined && { diverged: reason }),
      ...(checkpoint && { checkpoint }),
    };
  };
  const { checkpoint, ...outcome } = await onPageEngine(engine, () => trained(spec, 0));
  post({
    kind: "done",
    id,
    engine,
    ...outcome,
    ...(checkpoint && {
      model: { spec, values: checkpoint.values, tokenizer: checkpoint.learned.tokenizer?.data },
    }),
  });
}

interface Outcome {
  readonly trainImages: number;
  readonly parameters: number;
  readonly seconds: { readonly training: number; readonly total: number };
  readonly diverged?: string;
  readonly checkpoint?: Checkpoint;
}
