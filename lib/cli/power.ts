import type { Command } from "commander";
import type { ShiftSizing } from "../robustness/sizing.js";
import { once, wholeNumberOption } from "./options.js";

interface PowerFlags {
  readonly records?: string;
  readonly runs: string;
  readonly json?: true;
}

/** `robustness power`: the margins that the full sweep can resolve, given the pilot's scatter over seeds. */
export function registerPower(program: Command): void {
  program
    .command("power")
    .description("print the scatter of ρ over seeds in the pilot, and the margins that the sweep can resolve")
    .option(
      "--records <folder>",
      "folder of the pilot's records; default: runs/records in the package",
      once("--records"),
    )
    .option("--runs <n>", "runs of each treatment", once("--runs"), "3")
    .option("--json", "print the table as JSON")
    .action(power);
}

async function power(flags: PowerFlags): Promise<void> {
  const runs = wholeNumberOption("--runs", flags.runs, 2, 9999);
  const { readRecords } = await import("../record/store.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const { pilot } = await import("../causes/grids.js");
  const { rolesOf } = await import("../causes/load.js");
  const { averagedShifts, margins } = await import("../causes/plan/margins.js");
  const { evaluateMiniature, miniatureModels } = await import("../robustness/miniature.js");
  const { sizing } = await import("../robustness/sizing.js");
  const { pictogramTestSets } = await import("../published/testsets/pictograms.js");
  const records = await readRecords(flags.records ?? recordsFolder);
  const models = miniatureModels(records, rolesOf(pilot));
  const evaluations = averagedShifts.map((shift) => evaluateMiniature(models, { shift }));
  const largest = (pool: string) => {
    const levels = models.filter(({ treatment }) => treatment === pool).map(({ level }) => level ?? 0);
    return ({ treatment, level }: { treatment: string; level?: number }) =>
      treatment === pool && level === Math.max(...levels);
  };
  const rows = sizing(evaluations, {
    margins: { ...margins, close: [pictogramTestSets.matched.title] },
    runs,
    a: largest("web"),
    b: largest("reference"),
  });
  process.stdout.write(flags.json ? `${JSON.stringify(rows)}\n` : powerText(rows, runs));
}

function powerText(rows: readonly ShiftSizing[], runs: number): string {
  const head = ["sd", "df", "floor", "margin", `resolved by ${runs}`, "runs needed"];
  const lines = rows.map(
    ({ shift, standardDeviation, df, floor, marginPoints, resolvablePoints, runsNeeded }) => [
      shift,
      standardDeviation.toFixed(2),
      String(df),
      floor.toFixed(2),
      `±${marginPoints}`,
      `±${resolvablePoints.toFixed(1)}`,
      runsNeeded === undefined ? "never" : String(runsNeeded),
    ],
  );
  const table = [["", ...head], ...lines];
  const widths = table[0]!.map((_, at) => Math.max(...table.map((line) => line[at]!.length)));
  return table
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  "),
    )
    .map((line) => `${line}\n`)
    .join("");
}
