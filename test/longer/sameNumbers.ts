// Compares the numbers of two clones: `npm run check:numbers -- OTHER` tells whether this clone says the same as another
// one, OTHER, for a change that should move no number. Both must hold the reports of `npm run reproduce`. Compared are
// - what `fit --json` prints for three tables,
// - every number in the data of every figure of every report,
// - every number in every table of every report, but for times and provenance.
// Words may differ. Exit code 1 says that a number does.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { JSDOM } from "jsdom";
import { packageRoot } from "../../lib/base/files.js";
import { embeddedValue } from "../../lib/notebook/export/embedded.js";

const fits: readonly (readonly string[])[] = [
  ["accuracies.csv", "--x", "imagenet", "--y", "imagenet_sketch"],
  ["accuracies.csv", "--x", "imagenet", "--y", "imagenet_v2", "--cluster", "family"],
  ["testbed.csv", "--x", "imagenet", "--y", "imagenet_r", "--cluster", "family", "--axis", "probit"],
];

/** Named lists of numbers that should not change. */
type Numbers = Map<string, readonly number[]>;

/** Columns and tables that differ from run to run. */
const ofTheRun = /second|hours|minutes|provenance|made these numbers/i;

function numbersOfFits(clone: string): Numbers {
  return new Map(
    fits.map(([table, ...options]) => {
      const printed = execFileSync(process.execPath, [
        join(clone, "dist", "lib", "cli", "main.js"),
        "fit",
        join(clone, "data", "published", table!),
        ...options,
        ...["--baseline", "regime=standard", "--bootstrap", "1000", "--json"],
      ]);
      const { models, n, slope, intercept, r2 } = JSON.parse(printed.toString()) as Record<string, unknown>;
      return [`fit ${table} ${options.join(" ")}`, numbersIn({ models, n, slope, intercept, r2 })] as const;
    }),
  );
}

function numbersOfReports(clone: string): Numbers {
  const folder = join(clone, "reports");
  const all: Numbers = new Map();
  for (const file of readdirSync(folder).filter((name) => /^\d\d-.*\.html$/.test(name))) {
    const { document } = new JSDOM(readFileSync(join(folder, file), "utf8")).window;
    for (const [at, script] of [...document.querySelectorAll("script[data-figure]")].entries()) {
      const { data } = embeddedValue(script) as { data: unknown };
      all.set(`${basename(file, ".html")}, figure ${at + 1}`, numbersIn(data));
    }
    for (const [at, table] of [...document.querySelectorAll("table")].entries()) {
      if (ofTheRun.test(table.caption?.textContent ?? "")) continue;
      const heads = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent ?? "");
      const numbers = [...table.querySelectorAll("tbody tr")].flatMap((row) =>
        [...row.children]
          .filter((_cell, column) => !ofTheRun.test(heads[column] ?? ""))
          .flatMap((cell) => numbersOfText(cell.textContent ?? "")),
      );
      all.set(`${basename(file, ".html")}, table ${at + 1}`, numbers);
    }
  }
  return all;
}

/** All numbers of a JSON value, in order; text is read for the numbers in it only where it is a number as a whole. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  if (typeof value === "object" && value !== null) {
    // Sorted by name, since the order of properties is no number. What only says how a figure looks is left out.
    return Object.entries(value)
      .filter(([name]) => !["marker", "line", "hoverlabel", "textfont", "legendgroup"].includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, part]) => numbersIn(part));
  }
  return [];
}

function numbersOfText(text: string): number[] {
  return [...text.replaceAll("−", "-").matchAll(/-?\d[\d,]*(?:\.\d+)?/g)].map(([found]) =>
    Number(found.replaceAll(",", "")),
  );
}

function differences(first: Numbers, second: Numbers): string[] {
  const names = new Set([...first.keys(), ...second.keys()]);
  return [...names].flatMap((name) => {
    const [a, b] = [first.get(name), second.get(name)];
    if (a === undefined || b === undefined)
      return [`${name}: only in ${a ? "the other clone" : "this clone"}`];
    if (a.length !== b.length) return [`${name}: ${a.length} numbers in the other clone, ${b.length} here`];
    const at = a.findIndex((value, index) => !Object.is(value, b[index]));
    return at < 0 ? [] : [`${name}: number ${at + 1} of ${a.length} is ${a[at]} there and ${b[at]} here`];
  });
}

const [other] = process.argv.slice(2);
if (other === undefined) {
  process.stderr.write("usage: npm run check:numbers -- OTHER, another clone with its reports\n");
  process.exit(2);
}
const [there, here] = [resolve(other), packageRoot].map(
  (clone) => new Map([...numbersOfFits(clone), ...numbersOfReports(clone)]),
) as [Numbers, Numbers];
const found = differences(there, here);
const count = [...here.values()].reduce((sum, numbers) => sum + numbers.length, 0);
process.stdout.write(`${found.map((line) => `${line}\n`).join("")}`);
process.stdout.write(`${here.size} figures, tables and fits with ${count} numbers: ${found.length} differ\n`);
if (found.length > 0) process.exitCode = 1;
