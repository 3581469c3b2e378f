import type { Candidate, Match } from "../sets/candidate.js";
import { loadClasses, type Vocabulary } from "../sets/classes.js";
import { readCaptionSources } from "./captionSources.js";
import { createCaptioner, type WrittenCaption } from "./captions.js";
import { conceptOf } from "./concept.js";
import { createMatcher } from "./match.js";
import { createStyleReader, readDeclaredStyles, type StyledName } from "./styleWords.js";

/** Reads the names of one set's icons: their labels, concepts and captions. */
interface SetReader {
  match(candidate: Candidate): Match;
  concept(candidate: Candidate): string;
  caption(candidate: Candidate): WrittenCaption;
}

/** Seed for the random choices in captions (the language of emoji). */
const captionSeed = 1;

/** Loads classes and caption sources once. `readerOf` then creates the reader of each set. */
export async function createSetReaders(): Promise<{
  readonly vocabulary: Vocabulary;
  /** Ids of the classes whose terms occur in a text. */
  readonly classesIn: (text: string) => string[];
  readonly readerOf: (set: string, candidates: readonly Candidate[]) => SetReader;
}> {
  const vocabulary = await loadClasses();
  const matcher = createMatcher(vocabulary);
  const captioner = createCaptioner(await readCaptionSources(), { seed: captionSeed });
  return {
    vocabulary,
    classesIn: (text) =>
      matcher
        .inText(text)
        .filter(({ kind }) => kind === "class")
        .map(({ id }) => id),
    readerOf: (set, candidates) => {
      const readName = createStyleReader(
        candidates.map(({ name }) => name),
        readDeclaredStyles(set),
      );
      const names = new Map<string, StyledName>();
      const styled = (candidate: Candidate): StyledName => {
        const name = names.get(candidate.name) ?? readName(candidate.name);
        names.set(candidate.name, name);
        return name;
      };
      return {
        match: (candidate) => matcher.ofCandidate(candidate, styled(candidate).base),
        concept: (candidate) => conceptOf(styled(candidate).base),
        caption: (candidate) => captioner(candidate, styled(candidate)),
      };
    },
  };
}
