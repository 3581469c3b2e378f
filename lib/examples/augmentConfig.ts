import { z } from "zod";

const share = z.number().min(0).max(1);
const range = z
  .tuple([z.number().positive(), z.number().positive()])
  .readonly()
  .refine(([low, high]) => low <= high, "expected the smaller number first");

/** Random changes of a training image, in the order in which they are made. Everything is off by default. */
export const augmentSchema = z.strictObject({
  /** Area of a random crop that is resized to the whole, as a range of shares of the image's. */
  crop: range.refine(([, high]) => high <= 1, "expected shares up to 1").default([1, 1]),
  /** Width over height of the crop, as a range. */
  aspect: range.default([1, 1]),
  /** Largest rotation in degrees, either way. */
  rotate: z.number().min(0).max(180).default(0),
  /** Largest shift as a share of the side, in any direction. */
  shift: share.default(0),
  /** Probability of a mirror image. */
  flip: share.default(0),
  /** Probability of colour jitter, and its strength: factors are drawn from 1 ± strength. */
  jitter: share.default(0),
  brightness: share.default(0),
  contrast: share.default(0),
  saturation: share.default(0),
  /** Largest turn of the hue as a share of the colour circle. */
  hue: z.number().min(0).max(0.5).default(0),
  /** Probability of grey. */
  grey: share.default(0),
  /** Probability of a blur, and the range of its standard deviation in pixels. */
  blur: share.default(0),
  blurDeviation: range.default([0.1, 1]),
});

export type AugmentConfig = z.infer<typeof augmentSchema>;

/** Sets of changes by name: what a spec may say instead of numbers. */
export const augmentPresets = {
  none: {},
  /** The weak augmentation of supervised and image-text training: a crop of nearly all. */
  crop: { crop: [0.9, 1] },
  /** Small geometric changes under which an icon stays the same icon. */
  light: { crop: [0.7, 1], aspect: [0.9, 1.1], rotate: 10, shift: 0.06 },
  /** SimCLR's set (Chen et al. 2020, appendix A), a little milder in crop and hue: an icon has few pixels. */
  simclr: {
    crop: [0.3, 1],
    aspect: [0.75, 4 / 3],
    rotate: 15,
    flip: 0.5,
    jitter: 0.8,
    brightness: 0.4,
    contrast: 0.4,
    saturation: 0.4,
    hue: 0.1,
    grey: 0.2,
    blur: 0.5,
    blurDeviation: [0.1, 1],
  },
} as const satisfies Record<string, z.input<typeof augmentSchema>>;

export type AugmentPreset = keyof typeof augmentPresets;
export const augmentPresetNames = Object.keys(augmentPresets) as [AugmentPreset, ...AugmentPreset[]];
