// Rows whose accuracies cannot be of one evaluation. The first edition of accuracies.csv took, column by column, the lower
// accuracy of two image sizes; other-image-sizes.csv holds the numbers it had in place of the right ones.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { loadPublished, type PublishedTable } from "../../lib/published/load.js";
import { mixedEvaluations } from "../../lib/published/oneEvaluation.js";

const accuracies = await loadPublished("accuracies");
const tables = ["accuracies", "testbed", "scaling", "prompts"] as const satisfies readonly PublishedTable[];
const text = await readFile(inPackage("data", "published", "accuracies.csv"), "utf8");
const others = (await readFile(inPackage("data", "published", "other-image-sizes.csv"), "utf8"))
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",") as [string, string, string]);

/** The table's text with some accuracies put into one column of a model's row. */
function withCells(cells: readonly (readonly [model: string, column: string, value: string])[]): string {
  const lines = text.split("\n");
  const header = lines[0]!.split(",");
  const behind = header.length - header.indexOf("imagenet"); // accuracy columns hold no comma, so count from the end
  const at = new Map(lines.map((line, number) => [line.split(",")[0]!, number]));
  for (const [model, column, value] of cells) {
    const line = lines[at.get(model)!]!.split(",");
    line[line.length - behind + header.indexOf(column) - header.indexOf("imagenet")] = value;
    lines[at.get(model)!] = line.join(",");
  }
  return lines.join("\n");
}

async function loaded(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "one-evaluation-"));
  try {
    const path = join(folder, "table.csv");
    await writeFile(path, content);
    return await loadPublished("accuracies", path).then(
      () => "read",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the tables of today have no such row", async () => {
  for (const table of tables) assert.ok((await loadPublished(table)).length > 0);
  assert.equal(await loaded(text), "read");
});

test("the first edition of the table is refused, with the model and the column", async () => {
  assert.equal(others.length, 508);
  assert.match(
    await loaded(withCells(others)),
    /^InputError: table\.csv: model "[^"]+": imagenet_\w+ 0\.\d+ was measured at another image size than the row's \d+; expected all/,
  );
});

test("each of its 508 cells alone is found, in its own row", () => {
  const models = new Map(accuracies.map((model) => [model.model, model]));
  const sizes = new Map<string, Map<string, number>>();
  for (const [model, set, value] of others)
    sizes.set(model, (sizes.get(model) ?? new Map()).set(set, Number(value)));
  for (const [name, set, value] of others) {
    const model = models.get(name)!;
    assert.equal(mixedEvaluations(model, sizes), undefined);
    const mixed = { ...model, accuracies: new Map([...model.accuracies, [set, Number(value)]]) };
    assert.ok(mixedEvaluations(mixed, sizes)?.startsWith(`${set} ${Number(value)} was measured`), name);
  }
});

for (const [what, column, value, message] of [
  ["V2 of another model", "imagenet_v2", "0.40000", "imagenet_v2 0.4 does not fit imagenet 0.80382"],
  ["ReaL of another model", "imagenet_real", "0.97000", "imagenet_real 0.97 does not fit imagenet 0.80382"],
  [
    "200 classes harder than 1,000",
    "imagenet_200r",
    "0.80000",
    "imagenet_200r 0.8 is below imagenet 0.80382",
  ],
  // 0.80382 · 50,000 = 40,191 right, of which 40,000 at most are outside the subset: 191 of its 10,000 at least.
  [
    "more right than images",
    "imagenet_200a",
    "0.01800",
    "imagenet 0.80382 is more than imagenet_200a 0.018 allows: at most 0.8036;",
  ],
] as const)
  test(`a row that contradicts itself: ${what}`, async () => {
    const found = await loaded(withCells([["resnet50.a1_in1k", column, value]]));
    assert.ok(found.startsWith(`InputError: table.csv: model "resnet50.a1_in1k": ${message}`), found);
  });
