import { existsSync, readdirSync, readFileSync } from "node:fs";
import { InputError } from "../../base/errors.js";
import { inPackage } from "../../base/files.js";
import { sourceFile } from "../sets/sources.js";

/** An emoji's name and keywords in one language, from Unicode's CLDR. */
interface Annotation {
  readonly name: string;
  readonly keywords: readonly string[];
}

/** What is published about icons outside their sets: search tags and emoji annotations. */
export interface CaptionSources {
  /** Search tags by set and icon name without style words: `lucide` → `airplane` → `travel`, … */
  readonly searchTags: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Emoji by set and icon name: `twemoji` → `dog-face` → 🐶. Presentation selectors and skin tones are removed. */
  readonly emoji: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Annotations by language (`en`, `de`, …) and emoji. */
  readonly annotations: ReadonlyMap<string, ReadonlyMap<string, Annotation>>;
}

type Tags = ReadonlyMap<string, readonly string[]>;

/**
 * The packages that ship search tags, the sets they belong to, and how to read them. Three more packages were
 * examined and left out: bootstrap-icons and remixicon have no tags, and those of @mdi/svg repeat the aliases and
 * categories of the Iconify set.
 */
const tagPackages: readonly { sets: readonly string[]; read: () => Promise<Tags> | Tags }[] = [
  {
    sets: ["lucide"],
    read: () => new Map(Object.entries(readJson<Record<string, string[]>>("lucide-static", "tags.json"))),
  },
  {
    sets: ["tabler"],
    read: () => {
      const icons = readJson<Record<string, { tags?: (string | number)[] }>>("@tabler/icons", "icons.json");
      return new Map(Object.entries(icons).map(([name, { tags = [] }]) => [name, tags.map(String)]));
    },
  },
  {
    sets: ["fa7-solid", "fa7-regular"],
    read: () => {
      const families = readJson<Record<string, { search?: { terms?: (string | number)[] } }>>(
        "@fortawesome/fontawesome-free",
        "metadata/icon-families.json",
      );
      return new Map(
        Object.entries(families).map(([name, { search }]) => [name, (search?.terms ?? []).map(String)]),
      );
    },
  },
  {
    sets: ["ph"],
    read: async () => {
      const { icons } = await import("@phosphor-icons/core");
      // Phosphor marks recent icons with the pseudo-tags *new* and *updated*.
      return new Map(icons.map(({ name, tags }) => [name, tags.filter((tag) => !/^\*.*\*$/.test(tag))]));
    },
  },
];

/** Sets whose icons are emoji. Their packages contain a table from code points to names. */
const emojiSets = [
  "emojione",
  "emojione-monotone",
  "fluent-emoji-flat",
  "fluent-emoji-high-contrast",
  "fxemoji",
  "noto",
  "noto-v1",
  "streamline-emojis",
  "twemoji",
];

/**
 * Reads search tags and emoji annotations from the installed packages, in about a second.
 * @throws InputError naming a package that is not installed
 */
export async function readCaptionSources(): Promise<CaptionSources> {
  const searchTags = new Map<string, Tags>();
  for (const { sets, read } of tagPackages) {
    const tags = await read();
    for (const set of sets) searchTags.set(set, tags);
  }
  const emoji = new Map(emojiSets.map((set) => [set, readEmoji(set)]));
  return { searchTags, emoji, annotations: readAnnotations() };
}

function readEmoji(set: string): Map<string, string> {
  const byPoints = JSON.parse(readFileSync(sourceFile(set, "chars.json"), "utf8")) as Record<string, string>;
  const byName = new Map<string, string>();
  for (const [points, name] of Object.entries(byPoints)) {
    const characters = points.split("-").map((point) => String.fromCodePoint(Number.parseInt(point, 16)));
    if (!byName.has(name)) byName.set(name, bareEmoji(characters.join("")));
  }
  return byName;
}

/** Removes variation selectors and skin tones from an emoji, as CLDR lists it. */
export function bareEmoji(emoji: string): string {
  return emoji.replace(/[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]/gu, "");
}

/** CLDR's annotations for every language code without a region: `de`, not `de-CH`. */
function readAnnotations(): Map<string, Map<string, Annotation>> {
  const folder = packagePath("cldr-annotations-full", "annotations");
  const byLanguage = new Map<string, Map<string, Annotation>>();
  for (const language of readdirSync(folder).sort()) {
    if (language.includes("-")) continue;
    const { annotations } = readJson<{
      annotations: { annotations?: Record<string, { default?: string[]; tts?: string[] }> };
    }>("cldr-annotations-full", `annotations/${language}/annotations.json`);
    const byEmoji = new Map<string, Annotation>();
    for (const [emoji, { default: keywords = [], tts = [] }] of Object.entries(
      annotations.annotations ?? {},
    )) {
      const [name] = tts;
      if (name !== undefined) byEmoji.set(bareEmoji(emoji), { name, keywords });
    }
    if (byEmoji.size > 0) byLanguage.set(language, byEmoji);
  }
  return byLanguage;
}

function readJson<T>(name: string, file: string): T {
  return JSON.parse(readFileSync(packagePath(name, file), "utf8")) as T;
}

function packagePath(name: string, file: string): string {
  const path = inPackage("node_modules", name, file);
  if (!existsSync(path)) throw new InputError(`${path}: no such file; run npm ci`);
  return path;
}
