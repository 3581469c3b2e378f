import { createMatcher } from "../names/match.js";
import type { Candidate, Match } from "../sets/candidate.js";
import type { Vocabulary } from "../sets/classes.js";
import { readIconSet } from "../sets/iconSet.js";
import { readSources, type Source } from "../sets/sources.js";

/** An icon as published, and what its name says. */
export interface MatchedCandidate {
  readonly candidate: Candidate;
  readonly match: Match;
}

/**
 * Runs the matcher over all icons of the installed sets, a few seconds for a quarter of a million.
 * @throws InputError if a package is missing or its licence is not the listed one
 */
export function matchPublished(
  vocabulary: Vocabulary,
  sources: readonly Source[] = readSources(),
): MatchedCandidate[] {
  const matcher = createMatcher(vocabulary);
  return sources.flatMap((source) =>
    readIconSet(source).candidates.map((candidate) => ({
      candidate,
      match: matcher.ofCandidate(candidate),
    })),
  );
}
