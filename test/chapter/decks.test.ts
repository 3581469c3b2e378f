import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { deckOf } from "../../lib/notebook/export/slides.js";
import { readNotebook } from "../../lib/notebook/index.js";

test("every notebook has a deck: a title, a guess, figures, a sentence and notes on each slide", async () => {
  const names = readdirSync(inPackage("notebooks")).filter((name) => name.endsWith(".ipynb"));
  assert.equal(names.length, 11);
  for (const name of names) {
    const { cells } = await readNotebook(inPackage("notebooks", name));
    const deck = deckOf(cells);
    assert.ok(deck.length >= 6, `${name}: ${deck.length} slides`);
    assert.match(deck[0]!.slide.text, /^# /, name);
    assert.ok(
      deck.some(({ slide }) => /guess/i.test(slide.text)),
      `${name}: no guess`,
    );
    assert.ok(deck.filter(({ place }) => cells[place]!.cell_type === "code").length >= 4, name);
    for (const { slide } of deck) assert.ok(slide.notes, `${name}: no notes for ${slide.text}`);
  }
});
