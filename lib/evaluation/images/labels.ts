import { InputError } from "../../base/errors.js";
import { bareName } from "../../published/import/testSetNames.js";
import { loadImageNetClasses, loadObjectNetMap } from "../../published/load.js";
import { testSetNamed } from "../../published/testsets/dictionary.js";

/** The test sets whose images can be evaluated. */
export const imageTestSets = [
  "imagenet",
  "imagenet_v2",
  "imagenet_sketch",
  "imagenet_r",
  "imagenet_a",
  "objectnet",
] as const;
export type ImageTestSet = (typeof imageTestSets)[number];

/** How a data set's folders become labels. */
export interface Labelling {
  readonly testSet: string;
  readonly title: string;
  /** Number of images of the data set as published. */
  readonly images: number;
  /** The classes that a prediction is chosen from: indices among the model's scores. */
  readonly classes: readonly number[];
  /** What the data set's class folders are called, for messages. */
  readonly folders: string;
  /** Number of class folders with labels. */
  readonly classFolders: number;
  /** Whether the data set has other folders, which have no label; ObjectNet has 200 of them. */
  readonly hasOthers: boolean;
  /** Pixels to cut from each edge of an image. */
  readonly border: number;
  /** The classes that count as right for an image in this folder; undefined for a folder that has none. */
  labelsOf(folder: string): readonly number[] | undefined;
}

/** The class-subset axes: ImageNet's images restricted to the classes of a shift. */
export interface ClassSubset {
  readonly testSet: "imagenet_200r" | "imagenet_200a" | "imagenet_113";
  readonly classes: readonly number[];
}

/** Loads the labelling of a data set. */
export async function loadLabelling(testSet: ImageTestSet): Promise<Labelling> {
  const classes = await loadImageNetClasses();
  const all = classes.map((_, index) => index);
  const byWnid = new Map(classes.map(({ wnid }, index) => [wnid, index]));
  const wnids = (members: readonly number[]): Labelling => {
    const inside = new Set(members);
    return {
      ...described(testSet),
      classes: members,
      folders: `wnids as ${classes[members[0]!]!.wnid}`,
      classFolders: members.length,
      hasOthers: false,
      border: 0,
      labelsOf: (folder) => {
        const index = byWnid.get(folder);
        return index !== undefined && inside.has(index) ? [index] : undefined;
      },
    };
  };
  switch (testSet) {
    case "imagenet":
    case "imagenet_sketch":
      return wnids(all);
    case "imagenet_r":
      return wnids(all.filter((index) => classes[index]!.inImageNetR));
    case "imagenet_a":
      return wnids(all.filter((index) => classes[index]!.inImageNetA));
    case "imagenet_v2": {
      const plain = wnids(all);
      return {
        ...plain,
        folders: "class numbers 0 to 999",
        // The numbers are class indices. Sorted as strings they would give 988 classes another label.
        labelsOf: (folder) => (/^(0|[1-9]\d{0,2})$/.test(folder) ? [Number(folder)] : plain.labelsOf(folder)),
      };
    }
    case "objectnet":
      return objectNet(classes.map(({ label }) => label));
  }
}

function described(testSet: ImageTestSet): Pick<Labelling, "testSet" | "title" | "images"> {
  const { title, images } = testSetNamed(testSet);
  return { testSet, title, images };
}

async function objectNet(labels: readonly string[]): Promise<Labelling> {
  const byLabel = new Map(labels.map((label, index) => [label, index]));
  const byFolder = new Map(
    (await loadObjectNetMap()).map(({ objectNetClass, imagenetClasses }) => [
      bareName(objectNetClass),
      imagenetClasses.map((label) => {
        const index = byLabel.get(label);
        if (index === undefined)
          throw new InputError(
            `objectnet-map.csv: "${label}" is no ImageNet class, expected a label of imagenet-classes.csv`,
          );
        return index;
      }),
    ]),
  );
  return {
    ...described("objectnet"),
    classes: [...byFolder.values()].flat().sort((a, b) => a - b),
    folders: "names as alarm_clock",
    classFolders: byFolder.size,
    hasOthers: true,
    border: 2, // red, so that nobody trains on the images by mistake
    labelsOf: (folder) => byFolder.get(bareName(folder)),
  };
}

/** The class-subset axes that one pass over ImageNet's images measures as well. */
export async function loadSubsets(): Promise<ClassSubset[]> {
  const [r, a, o] = await Promise.all(
    (["imagenet_r", "imagenet_a", "objectnet"] as const).map(loadLabelling),
  );
  return [
    { testSet: "imagenet_200r", classes: r!.classes },
    { testSet: "imagenet_200a", classes: a!.classes },
    { testSet: "imagenet_113", classes: o!.classes },
  ];
}
