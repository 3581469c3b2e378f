import type { CaptionProperties, Field } from "../names/properties.js";

/** A column of the table: from property to the text of the cell. */
type Column = Readonly<Record<string, string>>;

const rows = {
  images: "images",
  present: "share with title / description / tags",
  english: "captions in English",
  languages: "other languages",
  label: "class label in the text",
  labelWhere: "… in title / description / tags",
  words: "words per caption: median (5%–95%)",
  classWords: "distinct words per class: median",
  classes: "classes",
  classImages: "images per class: median (smallest–largest)",
} as const;

/**
 * The verified properties of ImageNet-Captions. The count, the languages and the 94% are from the paper (Fang et al.
 * 2022). The shares of fields are from the 448,896 usable records of Wen et al. (2024), who dropped missing files and
 * empty texts. We have no source for the rest of the paper's table.
 */
export const imagenetCaptionsAsReported: Column = {
  [rows.images]: "463,622",
  [rows.present]: "98.7% / 59.7% / 91.0%",
  [rows.english]: "over 90%",
  [rows.languages]: "127",
  [rows.label]: "94%",
  [rows.classes]: "1,000 (999 in the usable records)",
};

/**
 * Property tables side by side: one row per property, one column per data set. Unknown cells are empty.
 * @param columns a data set's properties, or ready-made cells such as `imagenetCaptionsAsReported`
 */
export function propertyTable(
  columns: Readonly<Record<string, CaptionProperties | Column>>,
): Record<string, string>[] {
  const written = Object.entries(columns).map(
    ([name, column]) => [name, "lengths" in column ? columnOf(column as CaptionProperties) : column] as const,
  );
  return Object.values(rows).map((property) => ({
    property,
    ...Object.fromEntries(written.map(([name, column]) => [name, (column as Column)[property] ?? ""])),
  }));
}

const parts: readonly Field[] = ["title", "description", "tags"];

function columnOf(properties: CaptionProperties): Column {
  const { images, present, englishShare, languages, labelShare, lengths } = properties;
  const { wordsPerClass, imagesPerClass } = properties;
  return {
    [rows.images]: count(images),
    [rows.present]: parts.map((field) => percent(present[field] / images)).join(" / "),
    [rows.english]: percent(englishShare),
    [rows.languages]: count(languages.filter(({ language }) => language !== "en").length),
    [rows.label]: percent(labelShare.all),
    [rows.labelWhere]: parts.map((field) => percent(labelShare[field])).join(" / "),
    [rows.words]: `${count(lengths.all.median)} (${count(lengths.all.q05)}–${count(lengths.all.q95)})`,
    [rows.classWords]: count(wordsPerClass.median),
    [rows.classes]: count(imagesPerClass.items),
    [rows.classImages]: `${count(imagesPerClass.median)} (${count(imagesPerClass.min)}–${count(imagesPerClass.max)})`,
  };
}

function count(number: number | null): string {
  return number === null || Number.isNaN(number) ? "–" : number.toLocaleString("en-US");
}

function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`;
}
