import { type FunnelStep, funnelColumns, funnelSteps } from "../corpus/build/funnel.js";
import type { Manifest } from "../corpus/build/manifest.js";
import { splitNames } from "../corpus/build/splits.js";
import { type ShiftRole, shiftRoles } from "../corpus/sets/sources.js";
import type { Adversarial } from "../examples/adversarial.js";

/** The contents of a corpus as text. @param adversarial the shift filtered by a model, if it has been frozen */
export function corpusReport(manifest: Manifest, adversarial: Adversarial | undefined): string {
  const { sources, classes, splits, funnel, shiftClasses, skipped, removals, properties } = manifest;
  const labelled = funnelColumns.reduce((sum, column) => sum + (funnel[column].labelled ?? 0), 0);
  const captionOnly = funnel["web, caption only"].rendered ?? 0;
  const steps = Object.keys(funnelSteps) as FunnelStep[];
  const shifts = Object.keys(shiftRoles) as ShiftRole[];
  return [
    `Pictograms: ${sources.length} icon sets, ${classes.length} classes`,
    `${whole(labelled)} labelled icons and ${whole(captionOnly)} caption-only ones before near-duplicates were removed`,
    "",
    "Icons left after each step",
    ...table([
      ["", ...steps],
      ...funnelColumns.map((name) => [name, ...steps.map((step) => cell(funnel[name][step]))]),
    ]),
    ...steps.map((step) => `  ${step}: ${funnelSteps[step]}`),
    "",
    "Splits",
    ...table([
      ["", "icons", "labelled", "classes", "effective"],
      ...splitNames.map((name) => {
        const { icons, labelled, classes, effectiveClasses } = splits[name];
        return [name, whole(icons), whole(labelled), whole(classes), whole(effectiveClasses)];
      }),
    ]),
    "",
    "Natural shifts, restricted to classes with enough icons; the in-distribution test is the test split on the same classes",
    ...table([
      ["", "counterpart of", "classes", "icons"],
      ...shifts.map((name) => [
        name,
        shiftRoles[name],
        whole(shiftClasses[name].length),
        whole(splits[name].icons),
      ]),
      adversarial === undefined
        ? ["adversarial", "ImageNet-A", "–", "awaiting the reference model"]
        : ["adversarial", "ImageNet-A", whole(adversarial.classes.length), whole(adversarial.icons.length)],
    ]),
    "",
    "Captions",
    ...table([
      ["", "images", "English", "languages", "contain the label", "words, median"],
      ...(["reference", "web", "all"] as const).map((name) => {
        const { images, englishShare, languages, labelShare, lengths } = properties[name];
        return [
          name,
          whole(images),
          percent(englishShare),
          whole(languages.length),
          percent(labelShare.all),
          whole(lengths.all.median),
        ];
      }),
    ]),
    "",
    `${whole(removals.distinct)} near-duplicates removed within pools, ${whole(removals.apart)} from training because of a test icon (${removals.file})`,
    `${skipped.length} icons without a picture:`,
    ...skipped.map(({ id, reason }) => `  ${id}: ${reason}`),
    "",
  ].join("\n");
}

function whole(number: number): string {
  return number.toLocaleString("en-US");
}

function cell(number: number | undefined): string {
  return number === undefined ? "–" : whole(number);
}

function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`;
}

/** Aligns columns: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    `  ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join("  ")}`.trimEnd(),
  );
}
