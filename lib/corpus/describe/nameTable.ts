import { Random } from "../../base/random.js";
import type { Matcher } from "../names/match.js";
import { type AmbiguityCounts, type AmbiguousPair, ambiguityCounts } from "./ambiguity.js";
import type { MatchedCandidate } from "./matchPublished.js";

// What the label matcher makes of icon names, as rows of tables.

/** One row per name: whether it names no class, one class or several, and which. */
export function nameRows(
  matcher: Matcher,
  names: readonly string[],
): { name: string; "read as": string; label: string; "names at once": string }[] {
  return names.map((name) => {
    const match = matcher.ofCandidate({ id: `x:${name}`, set: "x", name, aliases: [], categories: [] });
    return {
      name,
      "read as": match.kind,
      label: match.kind === "class" ? match.classId : "",
      "names at once": match.kind === "ambiguous" ? match.classIds.join(" + ") : "",
    };
  });
}

/**
 * The ambiguous names among candidates. Pairs and ids are those of the given classes only; what a name holds besides
 * them, such as a person, is not counted. Most frequent first.
 */
export function ambiguityOfClasses(
  candidates: readonly MatchedCandidate[],
  classes: readonly string[],
): AmbiguityCounts {
  const { ambiguous, byId, pairs } = ambiguityCounts(candidates.map(({ match }) => match));
  const known = new Set(classes);
  return {
    ambiguous,
    byId: byId.filter(({ id }) => known.has(id)),
    pairs: pairs.filter(({ ids }) => ids.every((id) => known.has(id))),
  };
}

/**
 * One row per pair of classes, with three icons whose name holds both, drawn at random.
 * @throws RangeError if fewer than three candidates hold a pair
 */
export function ambiguousPairRows(
  candidates: readonly MatchedCandidate[],
  pairs: readonly AmbiguousPair[],
  { seed }: { readonly seed: number },
): { "named together": string; icons: number; examples: string }[] {
  return pairs.map(({ ids, icons }) => {
    const holding = candidates.filter(
      ({ match }) => match.kind === "ambiguous" && ids.every((id) => match.classIds.includes(id)),
    );
    const drawn = new Random(seed).stream(ids.join()).sample(holding, 3);
    const examples = drawn.map(({ candidate }) => candidate.id).join(", ");
    return { "named together": ids.join(" + "), icons, examples };
  });
}
