// What the reader of the lab chooses, as plain data: it travels in the address of the page.

/** Seed of the draws of icons, whatever the run's own: the page has the icons that it draws first. */
export const labSeed = 21;

/** What a model learns from besides the images. */
export const lessons = {
  labels: "class labels",
  textMatch: "labels found in captions (text match)",
  clip: "captions (CLIP)",
  clipTemplates: "class labels written as captions (CLIP)",
  simclr: "images alone (SimCLR), then class labels",
  simclrProbe: "images alone (SimCLR), then a linear probe on class labels",
  simclrTextMatch: "images alone (SimCLR), then labels found in captions",
} as const;
export type Lesson = keyof typeof lessons;

/** Networks of the sweep that train in a page within minutes, the fastest first. */
export const networks = {
  pixels: "softmax on pixels, no network",
  "mlp 256-128": "perceptron 256-128",
  "cnn 4": "CNN 4-8-16",
  "cnn 8": "CNN 8-16-32",
  "cnn 16": "CNN 16-32-64",
  "mixer 8": "MLP-Mixer",
  "vit 8": "vision transformer",
  "resnet 8": "ResNet",
} as const;
export type NetworkName = keyof typeof networks;

/** Families of the web-like pool. */
export const webFamilies = {
  "other-ui": "user interfaces, filled and mixed",
  "line-ui": "user interfaces, line",
  multicolour: "multicolour",
  emoji: "emoji",
  pixel: "pixel",
  thematic: "thematic",
} as const;
export type WebFamilyName = keyof typeof webFamilies;

export interface Choices {
  /** Number of training icons. */
  readonly icons: number;
  /** Share of them from the web-like pool, in percent; the others are from the reference. */
  readonly web: number;
  /** Families of the web-like pool that are drawn from. */
  readonly families: readonly WebFamilyName[];
  readonly lesson: Lesson;
  readonly network: NetworkName;
  /** Training steps; with SimCLR as many before as after. */
  readonly steps: number;
  readonly seed: number;
}

export const allFamilies = Object.keys(webFamilies) as readonly WebFamilyName[];

/** Smallest and largest number that each control takes. */
export const bounds = {
  icons: [200, 7500],
  web: [0, 100],
  steps: [20, 900],
  seed: [1, 99],
} as const satisfies Partial<Record<keyof Choices, readonly [number, number]>>;

export const usualChoices: Choices = {
  icons: 7500,
  web: 0,
  families: allFamilies,
  lesson: "labels",
  network: "cnn 8",
  steps: 300,
  seed: labSeed,
};

/** The choices as a query string, e.g. `icons=937&web=50`. What is as usual is left out. */
export function queryOf(choices: Choices): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(usualChoices) as (keyof Choices)[]) {
    const value = String(choices[name]);
    if (value !== String(usualChoices[name])) query.set(name, value);
  }
  return query.toString();
}

/** The choices in a query string. Numbers are moved into their bounds; what is missing or unknown is as usual. */
export function choicesIn(query: string): Choices {
  const given = new URLSearchParams(query);
  const number = (name: keyof typeof bounds): number => {
    const [low, high] = bounds[name];
    const value = Number(given.get(name) ?? Number.NaN);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : usualChoices[name];
  };
  const oneOf = <T extends string>(name: keyof Choices, known: object, usual: T): T => {
    const value = given.get(name);
    return value !== null && Object.hasOwn(known, value) ? (value as T) : usual;
  };
  const asked = given.get("families")?.split(",") ?? [];
  const families = allFamilies.filter((family) => asked.includes(family));
  return {
    icons: number("icons"),
    web: number("web"),
    families: families.length > 0 ? families : allFamilies,
    lesson: oneOf("lesson", lessons, usualChoices.lesson),
    network: oneOf("network", networks, usualChoices.network),
    steps: number("steps"),
    seed: number("seed"),
  };
}
