// Builds the small corpus in the given folder. It is a separate process, so that a test can kill it.
import { buildCorpus } from "../../lib/corpus/build/build.js";
import { smallCorpus } from "./smallCorpus.js";

const folder = process.argv[2]!;
await buildCorpus({
  folder,
  ...smallCorpus,
  threads: 2,
  progress: (step, done, all) => process.stdout.write(`${step} ${done}/${all}\n`),
  onWait: (holder) => process.stdout.write(`waiting for ${holder}\n`),
});
