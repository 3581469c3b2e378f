import type { Command } from "commander";
import type { ComparisonPower } from "../robustness/comparisonPower.js";
import { once } from "./options.js";

interface PowerFlags {
  readonly records?: string;
  readonly json?: true;
}

/** `robustness power`: what the primary comparisons can find, from the runs there are, without what they found. */
export function registerPower(program: Command): void {
  program
    .command("power")
    .description(
      "print the parts of the primary comparisons' standard errors and what they can find; no estimate and no accuracy under shift",
    )
    .option(
      "--records <folder>",
      "folder of records; default: runs/records in the package",
      once("--records"),
    )
    .option("--json", "print the table as JSON")
    .action(power);
}

async function power(flags: PowerFlags): Promise<void> {
  const { readRecords } = await import("../record/store.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const { experimentNamed } = await import("../causes/grids.js");
  const { rolesOf } = await import("../causes/load.js");
  const { causes } = await import("../causes/plan/causes.js");
  const { averagedShifts, margins } = await import("../causes/plan/margins.js");
  const { miniatureModels } = await import("../robustness/miniature.js");
  const { comparisonPower } = await import("../robustness/comparisonPower.js");
  const { InputError } = await import("../base/errors.js");
  const folder = flags.records ?? recordsFolder;
  const records = await readRecords(folder);
  const ofCauses = causes.flatMap(({ experiments }) => experiments).map(experimentNamed);
  const planned = ofCauses.map(({ comparisons }) => comparisons.filter(({ primary }) => primary));
  // Experiment by experiment, because the variance over seeds is pooled within one.
  const rows = ofCauses.flatMap((experiment, at) =>
    comparisonPower(miniatureModels(records, rolesOf(experiment)), planned[at]!, {
      shifts: averagedShifts,
      marginPoints: margins.closePoints,
      together: planned.flat().length,
    }),
  );
  if (rows.length === 0)
    throw new InputError(
      `${folder}: no primary comparison has two seeds on both sides, expected the records of the pilot; run "robustness sweep pilot"`,
    );
  process.stdout.write(flags.json ? `${JSON.stringify(rows)}\n` : powerText(rows));
}

function powerText(rows: readonly ComparisonPower[]): string {
  const head = [
    "overlap",
    "seeds",
    "df",
    "test set",
    "all",
    "no rise, if none",
    "raises, if 3",
    "seeds for 80%",
  ];
  const percent = (share: number) => `${Math.round(100 * share)}%`;
  const lines = rows.map((row) => {
    const at = (points: number) => row.power.find(({ effectPoints }) => effectPoints === points)!;
    return [
      row.comparison,
      `${row.overlapPoints.toFixed(0)}${row.comparable ? "" : " (too little)"}`,
      row.seedStandardError.toFixed(2),
      row.seedDf.toFixed(0),
      row.testStandardError.toFixed(2),
      row.standardError.toFixed(2),
      percent(at(0).noRise),
      percent(at(3).raises),
      row.seedsNeeded === undefined ? "more than 12" : String(row.seedsNeeded),
    ];
  });
  const table = [["standard errors in percentage points", ...head], ...lines];
  const widths = table[0]!.map((_, at) => Math.max(...table.map((line) => line[at]!.length)));
  return table
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  "),
    )
    .map((line) => `${line}\n`)
    .join("");
}
