// Compares every icon of every training pool with every test icon, the web-like pool too, whose icons are rendered
// anew because the corpus keeps them at 32 pixels only. Some minutes; `node dist/test/longer/leaks.js`.

import { trainingSplits } from "../../lib/corpus/build/splits.js";
import { duplicateOf, duplicateRules } from "../../lib/corpus/duplicates/nearDuplicates.js";
import { findLeaks, printsOfIcons, printsOfSplit, printsOfTests } from "../../lib/corpus/read/leaks.js";
import { openCorpus } from "../../lib/corpus/read/openCorpus.js";

const corpus = await openCorpus();
const tests = printsOfTests(corpus);
let leaks = 0;
for (const name of trainingSplits) {
  const training = name === "web" ? await printsOfIcons(corpus.split(name).ids) : printsOfSplit(corpus, name);
  const found = findLeaks(training, tests);
  leaks += found.length;
  for (const { training: icon, test } of found) console.log(`${name}: ${icon} is similar to ${test}`);
  const within = duplicateOf(training.prints, duplicateRules.same).filter((original) => original !== -1);
  console.log(
    `${name}: ${training.ids.length} icons, ${found.length} similar to one of ${tests.ids.length} test icons; ` +
      `${within.length} the same as another of the pool`,
  );
}
if (leaks > 0) process.exitCode = 1;
