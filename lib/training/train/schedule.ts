/** Learning rate over a run: linear warm-up, then a cosine from the peak down to `end` times the peak. */
export interface ScheduleConfig {
  readonly peak: number;
  /** Steps of warm-up. */
  readonly warmUp: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Rate at the end as a share of the peak. */
  readonly end: number;
}

/**
 * Learning rate of step 1 … steps. Warm-up: peak · step / warmUp (Goyal et al. 2017, §2.2); after it half a
 * cosine (Loshchilov & Hutter 2017, eq. 5, without restarts), the last step just above the end.
 */
export function learningRate({ peak, warmUp, steps, end }: ScheduleConfig, step: number): number {
  if (step <= warmUp) return (peak * step) / warmUp;
  const done = (step - 1 - warmUp) / Math.max(1, steps - warmUp);
  return peak * (end + ((1 - end) * (1 + Math.cos(Math.PI * done))) / 2);
}
