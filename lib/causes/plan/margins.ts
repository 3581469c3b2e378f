/**
 * What counts as "no effect" on effective robustness, in percentage points. Set on 24 November 2026, before any
 * accuracy under shift of the sweep was looked at; data/sweep/PLAN.md says why these.
 */
export const margins = {
  /** For the mean over the shifts, and for the shift close to the reference (ImageNetV2; `matched`). */
  closePoints: 2,
  /** For any other single shift, whose scatter over seeds is larger. */
  farPoints: 5,
} as const;

/** The shifts of the miniature the mean is taken over. `adversarial` is a part of `matched`, so it stands apart. */
export const averagedShifts = ["matched", "hand-drawn", "renditions", "contexts"] as const;
