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

/** Nine small sets, some with a different role than in the whole corpus. They build in seconds and fill every split. */
export const smallSources: readonly Source[] = readSources()
  .filter(({ set }) => set in chosen)
  .map((source) => ({ ...source, role: chosen[source.set]! }));

/** Options with which `buildCorpus` makes the small corpus. Two icons per class are enough here. */
export const smallCorpus = { sources: smallSources, splitting: { ...splitOptions, fewestPerClass: 2 } };
