// Numbers that hang on the built corpus. They are written here instead of read from it, because specs are data. A test
// compares them with the corpus if it is built; `npm run grid:numbers` writes them anew for another one.

/** Training icons of the reference distribution, and labelled ones of the web-like pool. */
export const referenceImages = 15_101;
export const webImages = 21_555;

/**
 * Icons of each side wherever equal numbers are compared: nearly all labelled ones of the web-like pool. The same runs then
 * serve every comparison with labels.
 */
export const equalImages = 15_000;

/**
 * Icons of each side in the comparison of diverse and alike icons: no more than the pool has without those that are nearer to
 * a test icon than the reference is (data/sweep/alike.json).
 */
export const alikeImages = 11_000;

/** Icons per family in the comparison of families: no more than the smallest has. */
export const familyImages = 400;
