import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { type Entry, entries, fromEntries, type Params } from "../../../lib/training/models/params.js";

/**
 * Compares gradients with central differences (f(x + h) − f(x − h)) / 2h in float32.
 *
 * With h = 10⁻² and losses of about 1 to 5, rounding (about 3·10⁻⁷ relative) moves the quotient by up to
 * 10⁻⁴, and the third derivative adds h²/6 of itself; 2·10⁻³ plus 1% covers both and is far below a wrong
 * term.
 *
 * ReLU and max pooling have kinks. With `kinks`, a place whose differences forward and backward disagree is
 * skipped, and at least two thirds of the places must remain.
 */
export async function assertGradients(
  loss: (params: Params) => tf.Scalar,
  params: Params,
  { step = 1e-2, absolute = 2e-3, relative = 1e-2, coordinates = 4, kinks = false } = {},
): Promise<void> {
  const all = entries(params);
  const { grads } = tf.valueAndGrads((...values: tf.Tensor[]) =>
    loss(fromEntries(all.map(([path], at): Entry => [path, values[at]!]))),
  )(all.map(([, tensor]) => tensor));
  const random = new Random("finite differences");
  const here = tf.tidy(() => loss(params).dataSync()[0]!);
  let largest = 0;
  let compared = 0;
  let skipped = 0;
  for (const [at, [path, tensor]] of all.entries()) {
    const gradient = grads[at]!.dataSync();
    const places = [indexOfLargest(gradient)];
    while (places.length < Math.min(coordinates, tensor.size)) places.push(random.integer(tensor.size));
    for (const place of places) {
      const shifted = (by: number): number => {
        const values = tensor.dataSync().slice();
        values[place]! += by;
        return tf.tidy(() => {
          const moved = tf.tensor(values, tensor.shape);
          return loss(fromEntries([...all, [path, moved]])).dataSync()[0]!;
        });
      };
      const above = shifted(step);
      const below = shifted(-step);
      if (kinks && Math.abs(above - 2 * here + below) / step > absolute) {
        skipped++;
        continue;
      }
      compared++;
      const expected = (above - below) / (2 * step);
      const actual = gradient[place]!;
      largest = Math.max(largest, Math.abs(actual));
      assert.ok(
        Math.abs(actual - expected) <= absolute + relative * Math.abs(expected),
        `${path}[${place}]: gradient ${actual}, finite difference ${expected}`,
      );
    }
  }
  assert.ok(largest > 20 * absolute, `all gradients are below ${20 * absolute}: nothing was tested`);
  assert.ok(skipped <= compared / 2, `${skipped} places skipped at kinks, only ${compared} compared`);
  tf.dispose(grads);
}

function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (Math.abs(values[at]!) > Math.abs(values[best]!)) best = at;
  return best;
}
