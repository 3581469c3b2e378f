/**
 * Which tags speak for a class, for a model that predicts tags: those among the words of the class name,
 * equally weighted.
 * @param tags words the tagger knows, in its order
 * @returns weights by tag and class, row after row: [tags, classes]; a class none of whose words is a tag has a
 *   column of zeros
 */
export function tagWeights(tags: readonly string[], classNames: readonly string[]): Float32Array {
  const place = new Map(tags.map((tag, at) => [tag, at]));
  const weights = new Float32Array(tags.length * classNames.length);
  for (const [column, name] of classNames.entries()) {
    const known = name
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .flatMap((word) => place.get(word) ?? []);
    for (const row of known) weights[row * classNames.length + column]! += 1 / known.length;
  }
  return weights;
}

/**
 * What to add to each class's score: minus the mean score that its tags' frequencies alone would give, so that
 * evidence counts and not how common a word is; −10⁹ for a class without a tag.
 * @param frequencies share of training captions with each tag, in (0, 1)
 */
export function tagOffsets(weights: Float32Array, frequencies: readonly number[]): Float32Array {
  const classes = weights.length / frequencies.length;
  return Float32Array.from({ length: classes }, (_, column) => {
    let known = false;
    let expected = 0;
    for (const [row, share] of frequencies.entries()) {
      const weight = weights[row * classes + column]!;
      if (weight > 0) known = true;
      expected += weight * Math.log(share / (1 - share));
    }
    return known ? -expected : -1e9;
  });
}
