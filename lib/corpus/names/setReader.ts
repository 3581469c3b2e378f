import type { Candidate, Match } from "../sets/candidate.js";
import { loadClasses, type Vocabulary } from "../sets/classes.js";
import { readCaptionSources } from "./captionSources.js";
import { createCaptioner, type WrittenCaption } from "./captions.js";
import { conceptOf } from "./concept.js";
import { createMatcher } from "./match.js";
import { createStyleReader, readDeclaredStyles, type StyledName } from "./styleWords.js";

/** What the names of a set's icons say, and the captions made of them. */
export interface SetReader {
  match(candidate: Candidate): Match;
  concept(candidate: Candidate): string;
  caption(candidate: Candidate): WrittenCaption;
}

/** Seed of the draws in captions (the language of emoji). */
const captionSeed = 1;

/** Reads classes and caption sources once; the result makes the reader of each set. */
export async function createSetReaders(): Promise<{
  readonly vocabulary: Vocabulary;
  /** Ids of the classes whose terms stand in a text. */
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
        match: (candidate) => matcher.ofCandidate(candidate),
        concept: (candidate) => conceptOf(styled(candidate).base),
        caption: (candidate) => captioner(candidate, styled(candidate)),
      };
    },
  };
}
