/** Where a recorded model learned from, which decides how it is drawn. */
export const origins = {
  baseline: "ordinary models (the line is fitted to them)",
  reference: "reference, other ways of learning",
  mixed: "reference and web-like pool",
  web: "web-like pool",
} as const;
export type PoolOrigin = keyof typeof origins;
