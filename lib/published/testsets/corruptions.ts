import { type TestSet, testSet } from "./testSet.js";

/**
 * ImageNet-C (Hendrycks and Dietterich 2019): computed corruptions of the validation images. Each accuracy is the mean
 * over five severities of the same 50,000 images, so its number of images is 50,000, not 250,000.
 */
const names = [
  "brightness",
  "contrast",
  "defocus_blur",
  "elastic_transform",
  "fog",
  "frost",
  "gaussian_blur",
  "gaussian_noise",
  "glass_blur",
  "impulse_noise",
  "jpeg_compression",
  "motion_blur",
  "pixelate",
  "saturate",
  "shot_noise",
  "snow",
  "spatter",
  "speckle_noise",
  "zoom_blur",
];

const citation = { authors: "Hendrycks and Dietterich", year: 2019, arxiv: "1903.12261" };

/** One test set per corruption. */
export const corruptions: readonly TestSet[] = names.map((name) => {
  const words = name.replaceAll("_", " ");
  return testSet(`imagenet_c_${name}`, `ImageNet-C, ${words}`, "synthetic", 1000, 50_000, citation, {
    varies: `the pixels, by computed ${words}, mean over five severities`,
  });
});
