/** Loss and metrics of a run, averaged over intervals of steps to keep records small. */
export class Curve {
  readonly #stretch: number;
  readonly #step: number[] = [];
  readonly #values: Record<string, (number | null)[]> = {};
  #sums: Record<string, number> = {};
  #count = 0;

  /** @param points the approximate maximum number of entries for `steps` steps */
  constructor(steps: number, points = 100) {
    this.#stretch = Math.ceil(steps / points);
  }

  add(step: number, values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
    this.#count++;
    if (this.#count === this.#stretch) this.#close(step);
  }

  /** The curve so far, including an unfinished interval. @param step the last step added */
  end(step: number): { step: number[]; values: Record<string, (number | null)[]> } {
    if (this.#count > 0) this.#close(step);
    return { step: this.#step, values: this.#values };
  }

  #close(step: number): void {
    this.#step.push(step);
    for (const [name, sum] of Object.entries(this.#sums)) {
      const mean = sum / this.#count;
      // Four digits are more than a figure can show, and take a third of the bytes.
      const value = Number.isFinite(mean) ? Number(mean.toPrecision(4)) : null;
      this.#values[name] = [...(this.#values[name] ?? []), value];
    }
    this.#sums = {};
    this.#count = 0;
  }
}
