import * as tf from "@tensorflow/tfjs";
import { type Entry, entries, fromEntries, merged, type Params } from "../models/params.js";
import type { Batch, Objective } from "../objectives/objective.js";
import { type Hyper, type OptimizerConfig, update } from "./optimizer.js";

export interface StepInput {
  /** The trained parameters. */
  readonly params: Params;
  /** Fixed parameters, e.g. a locked image tower; absent if everything is trained. */
  readonly frozen?: Params;
  /** See `optimizerInit`. */
  readonly optimizer: Params;
  readonly batch: Batch;
  readonly hyper: Hyper;
}

export interface StepOutput {
  readonly params: Params;
  readonly optimizer: Params;
  readonly loss: tf.Scalar;
  /** The objective's metrics, and `gradientNorm` before clipping. */
  readonly metrics: Readonly<Record<string, tf.Scalar>>;
}

/**
 * One training step as a pure function of tensors: loss, gradients, AdamW. It never reads a value, branches on data or
 * keeps state, so an engine may trace it once and run the trace. On an eager backend call it within `tf.tidy`.
 */
export function trainingStep(
  objective: Objective,
  config: OptimizerConfig,
): (input: StepInput) => StepOutput {
  return ({ params, frozen, optimizer, batch, hyper }) => {
    const trained = entries(params);
    let metrics: [string, tf.Scalar][] = [];
    const loss = (...values: tf.Tensor[]): tf.Scalar => {
      const current = fromEntries(trained.map(([path], at): Entry => [path, values[at]!]));
      const result = objective.loss(frozen === undefined ? current : merged(frozen, current), batch);
      // valueAndGrads disposes of everything except the loss.
      metrics = Object.entries(result.metrics).map(([name, value]) => [name, tf.keep(value)]);
      return result.loss;
    };
    const { value, grads } = tf.valueAndGrads(loss)(trained.map(([, tensor]) => tensor));
    const next = update(config, { params, optimizer, gradients: grads, hyper });
    return {
      params: withinLimits(next.params, objective.limits),
      optimizer: next.optimizer,
      loss: value as tf.Scalar,
      metrics: { ...released(metrics), gradientNorm: next.gradientNorm },
    };
  };
}

/** Copies owned by the caller's tidy. Disposes of the kept tensors. */
function released(kept: readonly [string, tf.Scalar][]): Record<string, tf.Scalar> {
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const copy = tf.clone(value);
      value.dispose();
      return [name, copy];
    }),
  );
}

function withinLimits(params: Params, limits: Objective["limits"]): Params {
  if (limits === undefined) return params;
  return fromEntries(
    entries(params).map(([path, tensor]): Entry => {
      const [low, high] = limits[path] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      const raised = Number.isFinite(low) ? tf.maximum(tensor, low) : tensor;
      return [path, Number.isFinite(high) ? tf.minimum(raised, high) : raised];
    }),
  );
}
