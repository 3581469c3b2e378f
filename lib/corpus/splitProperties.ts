import { loadLanguageDetector } from "./language.js";
import type { Manifest } from "./manifest.js";
import { captionProperties } from "./properties.js";
import type { NamedIcons } from "./readNames.js";
import { type Selection, type SplitName, splitNames } from "./splits.js";

/** The property tables of the reference distribution, the web-like pool and the whole corpus. */
export async function splitProperties(
  { icons, captionOf, classesIn }: NamedIcons,
  { splits }: Selection,
): Promise<Manifest["properties"]> {
  const detector = await loadLanguageDetector();
  const languages = new Map<string, string>();
  const language = (text: string): string => {
    const known = languages.get(text) ?? detector.detect(text);
    languages.set(text, known);
    return known;
  };
  const of = (names: readonly SplitName[]) =>
    captionProperties(
      names
        .flatMap((name) => splits[name])
        .map((icon) => {
          const { id, classId } = icons[icon]!;
          return { caption: captionOf(icon).caption, classId, set: id.slice(0, id.indexOf(":")) };
        }),
      { language, classesIn },
    );
  return { reference: of(["train", "validation", "test"]), web: of(["web"]), all: of(splitNames) };
}
