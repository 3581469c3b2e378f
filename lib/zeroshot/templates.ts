// Prompt templates. `{}` is replaced by the class name.

const articles = ["a", "the"] as const;

const photoQualities = [
  "bad",
  "black and white",
  "blurry",
  "bright",
  "close-up",
  "cropped",
  "dark",
  "good",
  "jpeg corrupted",
  "low resolution",
  "pixelated",
];
const objectQualities = ["clean", "cool", "dirty", "hard to see", "large", "nice", "small", "weird"];
const depictions = [
  "doodle",
  "drawing",
  "painting",
  "rendering",
  "rendition",
  "sculpture",
  "sketch",
  "tattoo",
];
const materials = ["cartoon", "embroidered", "origami", "plastic", "plushie", "toy"];

/**
 * CLIP's 80 templates for ImageNet (Radford et al. 2021, §3.1.4), assembled from their parts. The list is OpenAI's (MIT
 * licence). A test compares it with data/published/imagenet-templates.txt.
 */
export const imagenetTemplates: readonly string[] = [
  ...articles.flatMap((article) => [
    ...photoQualities.map((quality) => `a ${quality} photo of ${article} {}.`),
    ...depictions.map((depiction) => `a ${depiction} of ${article} {}.`),
    ...["art", "graffiti", "itap"].map((kind) => `${kind} of ${article} {}.`),
    `a photo of ${article} {}.`,
    ...objectQualities.map((quality) => `a photo of ${article} ${quality} {}.`),
    ...materials.map((material) => `${article} ${material} {}.`),
    `${article} {} in a video game.`,
  ]),
  ...["many", "my", "one"].map((determiner) => `a photo of ${determiner} {}.`),
  "itap of my {}.",
];

/**
 * Whether a template names a rendition, such as `a sketch of a {}.` or `the origami {}.`, rather than a photograph.
 * These words describe the images in ImageNet-Sketch and ImageNet-R.
 */
export function namesRendition(template: string): boolean {
  const words = [...depictions, ...materials, "art", "graffiti", "video game"];
  return words.some((word) => template.replaceAll("{}", "").includes(word));
}

/** Templates in the style in which icon sets name and describe drawings. */
export const pictogramTemplates: readonly string[] = [
  "{}",
  "{} icon",
  "{} symbol",
  "{} sign",
  "{} outline",
  "{} filled",
  "{} line",
  "{} emoji",
  "an icon of a {}",
  "a pictogram of a {}",
  "a symbol of a {}",
  "a simple drawing of a {}",
  "a black and white icon of a {}",
  "a colorful icon of a {}",
];

/** Named template sets, which a spec may use instead of a list. */
export const templateSets = {
  /** Only the class name. */
  name: ["{}"],
  /** A single template. */
  icon: ["an icon of a {}"],
  pictograms: pictogramTemplates,
  imagenet: imagenetTemplates,
} as const satisfies Record<string, readonly string[]>;

export type TemplateSetName = keyof typeof templateSets;

/** Templates in a spec: the name of a set, or a list of templates. */
export type Templates = TemplateSetName | readonly string[];

/** The list of templates, looked up if a set is named. */
export function templateList(templates: Templates): readonly string[] {
  return typeof templates === "string" ? templateSets[templates] : templates;
}

/** Fills in a template: every `{}` is replaced by the class name. */
export function prompt(template: string, className: string): string {
  return template.replaceAll("{}", className);
}
