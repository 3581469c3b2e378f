import type { Random } from "../base/random.js";
import type { ModelPoint } from "./point.js";

export class AccuracyDraws {
  readonly #models: readonly ModelPoint[];
  readonly #random: Random;
  readonly #imageNoise: boolean;
  constructor(models: readonly ModelPoint[], random: Random, imageNoise: boolean) {
    this.#models = models;
    this.#random = random;
    this.#imageNoise = imageNoise;
  }
  of(at: number, draws: number): { x: Float64Array; y: Float64Array } {
    const model = this.#models[at]!;
    const random = this.#random.stream(`${at} ${model.model}`);
    const noise = (p: number, total: number | undefined) =>
      Float64Array.from({ length: draws }, () => {
        if (!this.#imageNoise || total === undefined) return p;
        const q = (p * total + 0.5) / (total + 1);
        return Math.min(Math.max(q + Math.sqrt((q * (1 - q)) / total) * random.normal(), 1e-9), 1 - 1e-9);
      });
    return { x: noise(model.x, model.xTotal), y: noise(model.y, model.yTotal) };
  }
}
