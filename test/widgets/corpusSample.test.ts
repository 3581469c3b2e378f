import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildCorpus } from "../../lib/corpus/build/build.js";
import { type Corpus, openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { collectCorpus } from "../../lib/widgets/corpus/collectCorpus.js";
import { smallCorpus } from "../corpus/smallCorpus.js";

// The sample of the corpus's widget, drawn from a corpus of nine sets that is built in seconds.

let folder: string;
let corpus: Corpus;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "corpus-sample-"));
  await buildCorpus({ folder, ...smallCorpus, threads: 1 });
  corpus = await openCorpus(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const sampled = (seed: number) =>
  collectCorpus(corpus, [], undefined, { seed, pictures: 60, perWord: 2, strips: 3 });

test("the same seed draws the same sample, to the pixel; another seed another one", async () => {
  const [first, again, other] = [await sampled(1), await sampled(1), await sampled(2)];
  assert.deepEqual(again, first);
  assert.equal(first.pictures.length, 60, "the page is full, so that there was a choice");
  assert.equal(first.data.icons.id.length, 60);
  const common = other.data.icons.id.filter((id) => first.data.icons.id.includes(id)).length;
  assert.ok(common < 60, "another seed draws other icons");
  assert.notDeepEqual(other.data.strips, first.data.strips);
});
