import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNotebooks, formatDiagnostic } from "../../lib/notebook/check.js";
import { codeCell, notebookFile } from "./makeNotebook.js";

test("a good notebook passes: names declared again, top-level await, the package by its name", async (t) => {
  const path = await notebookFile(
    t,
    [
      codeCell('const scale: "quick" | "full" = "full";', "parameters"),
      'import { InputError, Random } from "clip-robustness";\nconst random = new Random(7);\nlet count = 0;',
      'count += 1;\nconst random = count;\nconst again = await import("clip-robustness");\nrandom.toFixed();',
      'import { display } from "tslab";\nif (scale === "quick") display.html(new InputError("x").message);',
      "new again.Random(count).shuffled([1, 2]).map((one) => one.toFixed(random));\nawait Promise.resolve();",
      "  \n",
    ],
    { inside: true },
  );
  const before = process.cwd();
  assert.deepEqual(await checkNotebooks([path]), []);
  assert.equal(process.cwd(), before);
});

test("each error is told with its cell and line, strictly, and later cells are checked all the same", async (t) => {
  const path = await notebookFile(
    t,
    [
      'import { Random } from "clip-robustness";\nconst random = new Random(1);\nconst n: number =\n  random.normal;',
      "const f = (x) => x;\nlet maybe = [1].find((one) => one > 1);\nmaybe.toFixed();",
      "",
      "random.nope();\nn.toFixed();",
      "const = 5;",
      "never.checked;",
    ],
    { inside: true },
  );
  const found = await checkNotebooks([path]);
  assert.deepEqual(
    found.map((one) => [one.cell, one.line, one.column, one.message]),
    [
      [1, 4, 3, "Type '() => number' is not assignable to type 'number'."],
      [2, 1, 12, "Parameter 'x' implicitly has an 'any' type."],
      [2, 3, 1, "'maybe' is possibly 'undefined'."],
      [3, 1, 8, "Property 'nope' does not exist on type 'Random'."],
      [4, 1, 7, "Variable declaration expected."],
      [4, 1, 9, "Variable declaration expected."],
    ],
  );
  assert.equal(
    formatDiagnostic(found[3]!),
    `${path}: code cell 3, line 1:8: Property 'nope' does not exist on type 'Random'.\n    random.nope();`,
  );
});
