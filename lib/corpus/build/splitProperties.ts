import { loadLanguageDetector } from "../names/language.js";
import { type CaptionFacts, captionFacts, propertiesOf } from "../names/properties.js";
import type { Manifest } from "./manifest.js";
import type { NamedIcons } from "./namedSets.js";
import { type SplitName, type SplitSelection, splitNames } from "./splits.js";

/** Computes the property tables of the reference distribution, the web-like pool and the whole corpus. */
export async function splitProperties(
  { icons, captionOf }: NamedIcons,
  classesIn: (text: string) => string[],
  { splits }: SplitSelection,
): Promise<Manifest["properties"]> {
  const detector = await loadLanguageDetector();
  const languages = new Map<string, string>();
  const language = (text: string): string => {
    const known = languages.get(text) ?? detector.detect(text);
    languages.set(text, known);
    return known;
  };
  const facts = new Map<SplitName, CaptionFacts[]>();
  for (const name of splitNames)
    facts.set(
      name,
      splits[name].map((icon) => {
        const { id, classId } = icons[icon]!;
        const set = id.slice(0, id.indexOf(":"));
        return captionFacts({ caption: captionOf(icon).caption, classId, set }, { language, classesIn });
      }),
    );
  const of = (names: readonly SplitName[]) => propertiesOf(names.flatMap((name) => facts.get(name)!));
  return { reference: of(["train", "validation", "test"]), web: of(["web"]), all: of(splitNames) };
}
