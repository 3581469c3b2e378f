/** The learning rate of a run: linear warm-up, then a cosine from the peak down to `end` times the peak. */
interface ScheduleConfig {
  readonly peak: number;
  /** Number of warm-up steps. */
  readonly warmUp: number;
  /** Number of steps of the whole run. */
  readonly steps: number;
  /** Final rate as a fraction of the peak. */
  readonly end: number;
}

/**
 * The learning rate of step 1 … steps. During warm-up it is peak · step / warmUp (Goyal et al. 2017, §2.2). Then it
 * follows half a cosine (Loshchilov & Hutter 2017, eq. 5, without restarts). The last step is just above the final
 * rate.
 */
export function learningRate({ peak, warmUp, steps, end }: ScheduleConfig, step: number): number {
  if (step <= warmUp) return (peak * step) / warmUp;
  const done = (step - 1 - warmUp) / Math.max(1, steps - warmUp);
  return peak * (end + ((1 - end) * (1 + Math.cos(Math.PI * done))) / 2);
}
