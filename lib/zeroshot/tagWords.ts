/**
 * The weights with which a tagger's predictions count for each class: the tags that occur in the class name have equal
 * weights, all others zero.
 * @param tags the tagger's words, in its order
 * @returns weights [tags, classes], row after row. The column of a class whose name contains no tag is zero.
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
 * Offsets to add to the classes' scores: minus the score expected from the frequencies of the class's tags. Without
 * them, common words would be favoured regardless of the image. A class without tags gets −10⁹.
 * @param frequencies fraction of training captions with each tag, in (0, 1)
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
