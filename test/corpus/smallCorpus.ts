import { splitOptions } from "../../lib/corpus/build/splits.js";
import type { Role, Source } from "../../lib/corpus/sets/sources.js";
import { readSources } from "../../lib/corpus/sets/sources.js";

const chosen: Readonly<Record<string, Role>> = {
  feather: "reference",
  lucide: "reference",
  "simple-line-icons": "reference",
  charm: "web",
  "flat-color-icons": "web",
  "akar-icons": "matched",
  pixel: "hand-drawn",
  "streamline-kameleon-color": "renditions",
  maki: "contexts",
};

/** Nine small sets, some in another role than in the whole corpus: seconds to build, every kind of split. */
export const smallSources: readonly Source[] = readSources()
  .filter(({ set }) => set in chosen)
  .map((source) => ({ ...source, role: chosen[source.set]! }));

/** What `buildCorpus` makes the small corpus from: two icons of a class suffice here. */
export const smallCorpus = { sources: smallSources, splitting: { ...splitOptions, fewestPerClass: 2 } };
