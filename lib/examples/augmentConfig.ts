import { z } from "zod";

const share = z.number().min(0).max(1);
const range = z
  .tuple([z.number().positive(), z.number().positive()])
  .readonly()
  .refine(([low, high]) => low <= high, "expected the smaller number first");

/** Random changes to a training image, in the order in which they are applied. Everything is off by default. */
export const augmentSchema = z.strictObject({
  /** Area of the random crop, as a range of fractions of the image's area. The crop is resized to the full size. */
  crop: range.refine(([, high]) => high <= 1, "expected shares up to 1").default([1, 1]),
  /** Aspect ratio of the crop (width / height), as a range. */
  aspect: range.default([1, 1]),
  /** Largest rotation in either direction, in degrees. */
  rotate: z.number().min(0).max(180).default(0),
  /** Largest shift in any direction, as a fraction of the side. */
  shift: share.default(0),
  /** Probability of mirroring the image horizontally. */
  flip: share.default(0),
  /** Probability of colour jitter. Its strengths follow: each factor is drawn from 1 ± strength. */
  jitter: share.default(0),
  brightness: share.default(0),
  contrast: share.default(0),
  saturation: share.default(0),
  /** Largest hue rotation, as a fraction of the colour circle. */
  hue: z.number().min(0).max(0.5).default(0),
  /** Probability of converting the image to grey. */
  grey: share.default(0),
  /** Probability of blurring the image, and the range of the standard deviation in pixels. */
  blur: share.default(0),
  blurDeviation: range.default([0.1, 1]),
});

/** A checked augmentation config with defaults filled in. */
export type AugmentConfig = z.infer<typeof augmentSchema>;

/** Named augmentation settings, which a spec may use instead of numbers. */
export const augmentPresets = {
  none: {},
  /** The weak augmentation of supervised and image-text training: a crop of nearly the whole image. */
  crop: { crop: [0.9, 1] },
  /** Small geometric changes that leave an icon recognisably the same. */
  light: { crop: [0.7, 1], aspect: [0.9, 1.1], rotate: 10, shift: 0.06 },
  /** SimCLR's settings (Chen et al. 2020, appendix A), slightly milder in crop and hue: icons have few pixels. */
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

type AugmentPreset = keyof typeof augmentPresets;
export const augmentPresetNames = Object.keys(augmentPresets) as [AugmentPreset, ...AugmentPreset[]];
