import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { InputError, oneOf } from "../base/errors.js";
import { checkFraction } from "./count.js";

export type ScaleName = "logit" | "probit" | "linear";

/**
 * An axis on which accuracies are compared: a strictly increasing map of fractions in [0, 1].
 *
 * On logit and probit, `forward` maps accuracies of 0 and 1 to -Infinity and Infinity, and `inverse` maps them back.
 * A baseline leaves such a model out and counts it (`leftOut`). A prediction at x = 0 or 1 is the limit. A figure
 * clips the point to the edge of its axis. The bootstrap draws accuracies from their Jeffreys posterior, which never
 * reaches 0 or 1. On the linear scale 0 and 1 are ordinary values.
 */
export interface Scale {
  readonly name: ScaleName;
  /** The formula, for axis titles and prose. */
  readonly formula: string;
  /** Fraction in [0, 1] → position on the axis. @throws InputError for any other number */
  forward(p: number): number;
  /** Position on the axis → fraction. On the linear scale the result may lie outside [0, 1]. */
  inverse(v: number): number;
  /** d forward / d p, for the delta method. */
  derivative(p: number): number;
}

const logit: Scale = {
  name: "logit",
  formula: "ln(p / (1 − p))",
  forward: (p) => Math.log(checked(p) / (1 - p)),
  inverse: (v) => 1 / (1 + Math.exp(-v)),
  derivative: (p) => 1 / (p * (1 - p)),
};

const probit: Scale = {
  name: "probit",
  formula: "Φ⁻¹(p)",
  forward: (p) => normalQuantile(checked(p), 0, 1),
  inverse: (v) => normalCdf(v, 0, 1),
  derivative: (p) => Math.sqrt(2 * Math.PI) * Math.exp(normalQuantile(p, 0, 1) ** 2 / 2),
};

const linear: Scale = {
  name: "linear",
  formula: "p",
  forward: checked,
  inverse: (v) => v,
  derivative: () => 1,
};

const scales: Readonly<Record<ScaleName, Scale>> = { logit, probit, linear };

/** Names of all scales. */
export const scaleNames = Object.keys(scales) as readonly ScaleName[];

/**
 * The scale with a name: logit (Taori et al. 2020), probit (Miller et al. 2021) or linear.
 * @throws InputError for any other name
 */
export function scaleNamed(name: string): Scale {
  if (!Object.hasOwn(scales, name))
    throw new InputError(`axis: "${name}" is not a scale, expected ${oneOf(scaleNames)}`);
  return scales[name as ScaleName];
}

function checked(p: number): number {
  checkFraction(p, "accuracy");
  return p;
}
