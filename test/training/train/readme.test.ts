import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inPackage } from "../../../lib/base/files.js";
import { parseSpecText } from "../../../lib/training/train/spec.js";

const readme = await readFile(inPackage("lib", "training", "README.md"), "utf8");
const specs = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text], at) =>
  parseSpecText(text!, `lib/training/README.md, spec ${at + 1}`),
);

test("the README's specs are specs, of the kinds it says", () => {
  assert.deepEqual(
    specs.map(({ objective, start }) => [objective.kind, start?.from.objective.kind]),
    [
      ["crossEntropy", undefined],
      ["clip", undefined],
      ["crossEntropy", "simclr"],
    ],
  );
});
