import { experiments } from "../causes/grids.js";
import { loadSweep, rolesOf } from "../causes/load.js";
import { baseline } from "../causes/plan/baseline.js";
import { pictogramShifts } from "../published/testsets/pictograms.js";
import { countOn } from "../record/correctIcons.js";
import type { RunRecord } from "../record/schema.js";
import {
  evaluateMiniature,
  isMiniatureBaseline,
  type MiniatureModel,
  miniatureModels,
} from "../robustness/miniature.js";
import type { RunSpec } from "../training/train/spec.js";
import type { PoolOrigin } from "./origins.js";
import type { BaselineModel, Recorded, RecordedPlace } from "./recorded.js";

/**
 * The recorded models for the lab: the baseline with its counts, and every finished model's place on every plane.
 * @param kept which icons of each test set count, ordered as records order them; default: all of them
 */
export async function collectRecorded(kept?: Readonly<Record<string, Uint8Array>>): Promise<Recorded> {
  const records = (await loadSweep()).map((record) => (kept === undefined ? record : onIcons(record, kept)));
  const ordinary = miniatureModels(records, rolesOf(baseline)).filter(isMiniatureBaseline);
  const others = new Map<string, MiniatureModel>();
  for (const experiment of experiments)
    for (const model of miniatureModels(records, rolesOf(experiment)))
      if (model.trained === 1) others.set(`${model.hash} ${model.readout}`, model);
  for (const { hash, readout } of ordinary) others.delete(`${hash} ${readout}`);
  const models = [...ordinary, ...others.values()];
  const on = new Map(models.map((model) => [model, {} as Record<string, [number, number, number]>]));
  for (const shift of pictogramShifts)
    for (const { point, rhoPoints } of evaluateMiniature(models, { shift, draws: 2 }).models)
      on.get(point.of)![shift] = [rounded(point.x, 4), rounded(point.y, 4), rounded(rhoPoints.value, 2)];
  const byHash = new Map(records.map((record) => [record.hash, record]));
  return {
    baseline: ordinary.map(
      ({ counts, ...model }): BaselineModel => ({
        ...model,
        counts: Object.fromEntries(
          [...counts].map(([name, { correctIcons: _icons, ...count }]) => [name, count]),
        ),
      }),
    ),
    placed: models.map((model): RecordedPlace => {
      const { correct, total } = model.counts.get("test")!;
      return {
        hash: model.hash,
        readout: model.readout,
        treatment: model.treatment,
        ...(model.level !== undefined && { level: model.level }),
        architecture: model.architecture,
        seed: model.seed,
        origin: isMiniatureBaseline(model) ? "baseline" : originOf(byHash.get(model.hash)!),
        on: on.get(model)!,
        test: rounded(correct / total, 4),
      };
    }),
  };
}

/** A record as if its test sets had only the icons that are kept. Test sets of which none are kept are left out. */
function onIcons(record: RunRecord, kept: Readonly<Record<string, Uint8Array>>): RunRecord {
  const results = record.results.flatMap(({ wrongClasses: _wrong, correctIcons, ...result }) => {
    const shown = kept[result.testset];
    return shown === undefined || correctIcons === undefined
      ? []
      : [{ ...result, ...countOn({ ...result, correctIcons }, shown) }];
  });
  return { ...record, results };
}

/** Where a run's icons come from, including those of the run that it starts from. */
function originOf({ spec }: RunRecord): PoolOrigin {
  const pools = new Set<string>();
  for (let one: RunSpec | undefined = spec as unknown as RunSpec; one; one = one.start?.from)
    for (const { pool } of one.data.train) pools.add(pool);
  return pools.size > 1 ? "mixed" : pools.has("web") ? "web" : "reference";
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
