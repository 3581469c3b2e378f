import { readFileSync } from "node:fs";
import { InputError } from "../../base/errors.js";
import type { Candidate } from "./candidate.js";
import { permittedLicences, type Source, sourceFile } from "./sources.js";

/** One drawing: the content of an SVG element and its view box. */
export interface Drawing {
  readonly body: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An installed icon set as published, including icons that are retired but still shipped. */
interface IconSet {
  readonly source: Source;
  /** Version of the installed package. */
  readonly version: string;
  /** Full name of the set, e.g. `Phosphor`. */
  readonly title: string;
  /** In published order; `drawings[i]` belongs to `candidates[i]`. */
  readonly candidates: readonly Candidate[];
  readonly drawings: readonly Drawing[];
}

interface PublishedBox {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}
interface PublishedSet extends PublishedBox {
  readonly icons: Readonly<Record<string, PublishedBox & { body: string }>>;
  readonly aliases?: Readonly<Record<string, PublishedBox & { parent: string; hFlip?: boolean }>>;
}
interface PublishedInfo {
  readonly name: string;
  readonly license: { readonly spdx?: string };
}

/**
 * Reads a set from its installed package.
 *
 * @throws InputError if the package is missing, or if its licence differs from the listed one or is not permitted
 */
export function readIconSet(source: Source): IconSet {
  const { set } = source;
  const info = readJson(set, "info.json") as PublishedInfo;
  checkLicence(source, info.license.spdx);
  const published = readJson(set, "icons.json") as PublishedSet;
  const categories = invert((readJson(set, "metadata.json") as { categories?: NameLists }).categories ?? {});
  const aliases = aliasesByIcon(published);

  const candidates: Candidate[] = [];
  const drawings: Drawing[] = [];
  for (const [name, icon] of Object.entries(published.icons)) {
    candidates.push({
      id: `${set}:${name}`,
      set,
      name,
      aliases: aliases.get(name) ?? [],
      categories: categories.get(name) ?? [],
    });
    drawings.push({
      body: icon.body,
      left: icon.left ?? published.left ?? 0,
      top: icon.top ?? published.top ?? 0,
      width: icon.width ?? published.width ?? 16,
      height: icon.height ?? published.height ?? 16,
    });
  }
  const { version } = readJson(set, "package.json") as { version: string };
  return { source, version, title: info.name, candidates, drawings };
}

/** Checks a set's licence. @throws InputError unless the published licence is the listed one and is permitted */
export function checkLicence(source: Source, published: string | undefined): void {
  const place = `@iconify-json/${source.set}/info.json license.spdx`;
  if (published !== source.licence)
    throw new InputError(`${place}: "${published}" is not the listed licence "${source.licence}"`);
  if (!permittedLicences.includes(published))
    throw new InputError(
      `${place}: "${published}" is not permitted; expected ${permittedLicences.join(", ")}`,
    );
}

function readJson(set: string, file: string): unknown {
  return JSON.parse(readFileSync(sourceFile(set, file), "utf8"));
}

type NameLists = Readonly<Record<string, readonly string[]>>;

/** Inverts a map from category to icon names into one from icon name to categories. */
function invert(lists: NameLists): Map<string, string[]> {
  const inverse = new Map<string, string[]>();
  for (const [category, names] of Object.entries(lists))
    for (const name of names) inverse.set(name, [...(inverse.get(name) ?? []), category]);
  return inverse;
}

/** Other names of each icon. Aliases that mirror or crop their parent are different drawings and are left out. */
function aliasesByIcon({ icons, aliases = {} }: PublishedSet): Map<string, string[]> {
  const byIcon = new Map<string, string[]>();
  for (const alias of Object.keys(aliases)) {
    let name = alias;
    for (let depth = 0; depth < 6 && !(name in icons); depth++) {
      const entry = aliases[name];
      if (!entry || Object.keys(entry).some((key) => key !== "parent" && key !== "hidden")) break;
      name = entry.parent;
    }
    if (name in icons) byIcon.set(name, [...(byIcon.get(name) ?? []), alias]);
  }
  return byIcon;
}
