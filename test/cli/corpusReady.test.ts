import assert from "node:assert/strict";
import { test } from "node:test";
import { readsCorpus } from "../../lib/cli/corpusReady.js";

const cell = (cell_type: "code" | "markdown", source: string) =>
  ({ cell_type, id: "x", metadata: {}, source, execution_count: null, outputs: [] }) as const;

test("a notebook needs the corpus if a code cell reads it", () => {
  assert.ok(readsCorpus({ cells: [cell("code", "const corpus = await openCorpus();")] }));
  assert.ok(readsCorpus({ cells: [cell("code", "await runLive(spec)")] }));
  assert.ok(!readsCorpus({ cells: [cell("markdown", "`openCorpus` reads it"), cell("code", "1 + 1")] }));
});
