/** Added under the root as in normalise.ts, so that a row of zeros stays at zero. */
const tiny = 1e-12;

/** Divides rows of a given length by their Euclidean length, in place. */
export function normaliseRows(rows: Float32Array, length: number): void {
  for (let from = 0; from < rows.length; from += length) {
    let sum = 0;
    for (let at = from; at < from + length; at++) sum += rows[at]! ** 2;
    const factor = 1 / Math.sqrt(sum + tiny);
    for (let at = from; at < from + length; at++) rows[at] = rows[at]! * factor;
  }
}

/**
 * One vector per class from embedded prompts, as `classVectors` of classifier.ts, without TensorFlow.js: embeddings are
 * normalised, averaged over the class's templates, and normalised again (Radford et al. 2021, §3.1.4).
 * @param embeddings [classes · templates, dim], changed in place; rows of one class are consecutive
 * @returns [classes, dim], unit rows
 */
export function meanDirections(embeddings: Float32Array, dim: number, classes: number): Float32Array {
  const templates = embeddings.length / dim / classes;
  if (!Number.isInteger(templates))
    throw new Error(`${embeddings.length / dim} prompts do not divide among ${classes} classes`);
  normaliseRows(embeddings, dim);
  const means = new Float32Array(classes * dim);
  for (let index = 0; index < classes; index++)
    for (let column = 0; column < dim; column++) {
      let sum = 0;
      for (let template = 0; template < templates; template++)
        sum += embeddings[(index * templates + template) * dim + column]!;
      means[index * dim + column] = sum / templates;
    }
  normaliseRows(means, dim);
  return means;
}
