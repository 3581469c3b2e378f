// How often the 95% intervals of ρ and Δρ hold the truth, on simulated populations of models with known ρ.
// Run: node dist/test/longer/coverage.js [simulations] [draws]; exit code 1 if a coverage is outside its
// limits.
import { Random } from "../../lib/base/random.js";
import type { BaselineMethod } from "../../lib/stats/baseline.js";
import { estimateRobustness, type RobustnessFit } from "../../lib/stats/bootstrap.js";
import type { ModelPoint } from "../../lib/stats/point.js";
import { type Design, designs, simulate, type Target } from "./population.js";

const targets: readonly Target[] = [
  { name: "in the middle, on the line", logitX: 0.8, rhoPoints: 0 },
  { name: "in the middle, 20 points above", logitX: 0.8, rhoPoints: 20 },
  { name: "at the top, 5 points above", logitX: 1.6, rhoPoints: 5 },
  { name: "far below, 5 points above", logitX: -0.8, rhoPoints: 5 },
  { name: "near 0 under shift (0.4%)", logitX: -1.2, rhoPoints: -5.2 },
];

const memberOfBaseline = "a model of the baseline";

export interface Coverage {
  readonly what: string;
  /** Share of intervals that hold the truth. */
  readonly covered: number;
  /** Median length in points. */
  readonly length: number;
}

/**
 * Coverage of every target, of one baseline model, of the line and of one difference, over simulated
 * populations.
 */
export function measureCoverage(
  design: Design,
  options: { simulations: number; draws: number; seed: string; method?: BaselineMethod },
): Coverage[] {
  const { simulations, draws, seed, method = "ols" } = options;
  const hits = new Map<string, { covered: number; lengths: number[] }>();
  const note = (what: string, truth: number, low: number, high: number) => {
    const entry = hits.get(what) ?? { covered: 0, lengths: [] };
    hits.set(what, entry);
    if (low <= truth && truth <= high) entry.covered++;
    entry.lengths.push(high - low);
  };
  for (let run = 0; run < simulations; run++) {
    const random = new Random(`${seed} ${design.name} ${run}`);
    const { baseline, baselineRho, targets: asked } = simulate(design, targets, random.stream("population"));
    const member = random.stream("member").integer(baseline.length);
    const models: ModelPoint[] = [...asked, baseline[member]!];
    const fit: RobustnessFit = estimateRobustness(baseline, models, {
      random: random.stream("fit"),
      draws,
      method,
    });
    fit.models.forEach(({ rhoPoints: { low, high } }, at) => {
      if (at < targets.length) note(targets[at]!.name, targets[at]!.rhoPoints, low, high);
      else note(memberOfBaseline, baselineRho[member]!, low, high);
    });
    const delta = fit.difference(asked[1]!, asked[3]!);
    note("Δρ, 20 points above in the middle − 5 far below", 15, delta.low, delta.high);
  }
  return [...hits].map(([what, { covered, lengths }]) => ({
    what,
    covered: covered / simulations,
    length: lengths.sort((a, b) => a - b)[lengths.length >> 1]!,
  }));
}

/**
 * 93–97%. Intervals may be cautious, but not short, with fewer than 12 families, for models that are in the
 * baseline themselves, and for Theil–Sen, which is a check and not the baseline.
 */
function limits(design: Design, what: string, method: BaselineMethod | undefined) {
  const cautious = design.families.length < 12 || what === memberOfBaseline || method === "theil-sen";
  return { least: 0.93, most: cautious ? 1 : 0.97 };
}

function printCoverage(design: Design, options: Parameters<typeof measureCoverage>[1]): number {
  let outside = 0;
  console.log(`\n${design.name}${options.method ? `, line by ${options.method}` : ""}`);
  for (const { what, covered, length } of measureCoverage(design, options)) {
    const { least, most } = limits(design, what, options.method);
    const inside = covered >= least && covered <= most;
    if (!inside) outside++;
    const percent = (100 * covered).toFixed(1).padStart(5);
    console.log(
      `  ${percent}%  length ${length.toFixed(2).padStart(6)}  ${what}${inside ? "" : "  <- outside"}`,
    );
  }
  return outside;
}

if (process.argv[1] === import.meta.filename) {
  const simulations = Number(process.argv[2] ?? 4000);
  const draws = Number(process.argv[3] ?? 500);
  const options = { simulations, draws, seed: "coverage" };
  const started = performance.now();
  let outside = 0;
  for (const design of designs) outside += printCoverage(design, options);
  for (const method of ["weighted", "theil-sen"] as const)
    outside += printCoverage(designs.find(({ name }) => name === "12 families of 8")!, {
      ...options,
      method,
    });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `\n${simulations} simulations of ${draws} draws each, ${seconds} s; ${outside} outside 93–97% ` +
      "(only below 93% counts with fewer than 12 families, for models of the baseline, and for Theil–Sen)",
  );
  process.exitCode = outside > 0 ? 1 : 0;
}
