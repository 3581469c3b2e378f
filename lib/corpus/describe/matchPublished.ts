import { createMatcher } from "../names/match.js";
import type { Candidate, Match } from "../sets/candidate.js";
import type { Vocabulary } from "../sets/classes.js";
import { readIconSet } from "../sets/iconSet.js";
import { readSources, type Source } from "../sets/sources.js";

/** A published icon and the class that its name matches. */
export interface MatchedCandidate {
  readonly candidate: Candidate;
  readonly match: Match;
}

/**
 * Runs the matcher over all icons of the installed sets. A quarter of a million icons take a few seconds.
 * @throws InputError if a package is missing or its licence differs from the listed one
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
