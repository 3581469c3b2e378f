// Prompt templates as data. `{}` stands for the class name.

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
 * The 80 templates with which CLIP reads out ImageNet, put together from their parts (Radford et al. 2021, §3.1.4;
 * the list is OpenAI's, MIT licence: data/published/imagenet-templates.txt, with which a test compares these).
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
 * Whether a template names a rendition, such as `a sketch of a {}.` or `the origami {}.`, rather than a photograph:
 * ImageNet-Sketch and ImageNet-R are made of what these words say.
 */
export function namesRendition(template: string): boolean {
  const words = [...depictions, ...materials, "art", "graffiti", "video game"];
  return words.some((word) => template.replaceAll("{}", "").includes(word));
}

/** Ways in which icon sets name and describe a drawing. */
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

/** Template sets by name: what a spec may say instead of a list. */
export const templateSets = {
  /** The class name and nothing else. */
  name: ["{}"],
  /** One template. */
  icon: ["an icon of a {}"],
  pictograms: pictogramTemplates,
  imagenet: imagenetTemplates,
} as const satisfies Record<string, readonly string[]>;

export type TemplateSetName = keyof typeof templateSets;

/** What a spec may say: the name of a set, or templates of its own. */
export type Templates = TemplateSetName | readonly string[];

export function templateList(templates: Templates): readonly string[] {
  return typeof templates === "string" ? templateSets[templates] : templates;
}

/** A template filled: every `{}` replaced by the class name. */
export function prompt(template: string, className: string): string {
  return template.replaceAll("{}", className);
}
