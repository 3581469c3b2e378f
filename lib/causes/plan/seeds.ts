/** Seeds of everything that a verdict rests on. No run of the first edition has one of them. */
export const sweepSeeds = [21, 22, 23, 24] as const;

/** Seeds of what stands beside. They are among those above, so that encoders can be shared. */
export const besideSeeds = [21, 22, 23] as const;

/** Seeds of the baseline, different from those of the treatments. */
export const baselineSeeds = [130, 131, 132] as const;
