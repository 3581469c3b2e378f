/**
 * Which tags speak for a class, for a model that predicts tags: those among the words of the class name,
 * equally weighted. A class none of whose words is a tag gets no weight and is never predicted above chance.
 * @param tags words the tagger knows, in its order
 * @returns weights by tag and class, row after row: [tags, classes]
 */
export function tagWeights(tags: readonly string[], classNames: readonly string[]): Float32Array {
  const place = new Map(tags.map((tag, at) => [tag, at]));
  const weights = new Float32Array(tags.length * classNames.length);
  for (const [column, name] of classNames.entries()) {
    const known = name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((word) => place.get(word) ?? []);
    for (const row of known) weights[row * classNames.length + column]! += 1 / known.length;
  }
  return weights;
}
