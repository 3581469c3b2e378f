import type { Random } from "../../base/random.js";

/**
 * What an icon shows, independent of its set and style: the distinct words of its name without style words, in
 * alphabetical order. `calendar-add-outline` and `add-calendar-24` share the concept `add calendar`.
 *
 * @param base the name's words without style words
 */
export function conceptOf(base: readonly string[]): string {
  return [...new Set(base)].sort().join(" ");
}

/** The parts into which icons are split by concept. */
export const parts = ["test", "validation", "train"] as const;
export type Part = (typeof parts)[number];

/** What `splitByConcept` reads of an icon. */
interface ConceptIcon {
  readonly classId: string;
  readonly concept: string;
  readonly set: string;
}

/**
 * A concept that holds more than this share of its class is divided by set. Otherwise a sign that goes by one name in all
 * sets, such as `download`, could not be in both training and test.
 */
const largestConcept = 0.2;

/**
 * Splits icons so that all icons of a concept go to the same part and every part gets its share of every class.
 * For each class, concepts are drawn in random order: first for the test part until it has its share, then for
 * validation. The remaining concepts go to training. A concept also goes to training if with it the part would hold
 * more icons of the class than allowed, or if less than half of the class would be left in training. A concept shared by
 * two classes is placed with the first one. Concepts that make up much of their class are divided by set.
 *
 * @param shares fractions of each class's icons, in [0, 1]
 * @param most the largest number of icons of a class in each part; default: no limit
 * @returns the part of each icon
 */
export function splitByConcept(
  icons: readonly ConceptIcon[],
  shares: Readonly<Record<"test" | "validation", number>>,
  random: Random,
  most: Readonly<Record<"test" | "validation", number>> = { test: Infinity, validation: Infinity },
): Part[] {
  const units = unitsOf(icons);
  const byClass = groups([...icons.keys()], (i) => icons[i]!.classId);
  const partOf = new Map<string, Part>();
  for (const [classId, members] of [...byClass].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const byUnit = groups(members, (i) => units[i]!);
    const wanted = {
      test: Math.min(most.test, shares.test * members.length),
      validation: Math.min(most.validation, shares.validation * members.length),
    };
    const got: Record<Part, number> = { test: 0, validation: 0, train: 0 };
    for (const [unit, { length }] of byUnit) {
      const decided = partOf.get(unit);
      if (decided) got[decided] += length;
    }
    const open = [...byUnit.keys()].filter((unit) => !partOf.has(unit)).sort();
    for (const unit of random.stream(classId).shuffled(open)) {
      const { length } = byUnit.get(unit)!;
      const spared = got.test + got.validation + length <= members.length / 2;
      const takes = (part: "test" | "validation") =>
        spared && got[part] < wanted[part] && got[part] + length <= most[part];
      const part = takes("test") ? "test" : takes("validation") ? "validation" : "train";
      partOf.set(unit, part);
      got[part] += length;
    }
  }
  return units.map((unit) => partOf.get(unit)!);
}

/** For each icon, what must not be divided between parts: its concept, or its concept within its set. */
function unitsOf(icons: readonly ConceptIcon[]): string[] {
  const inClass = countBy(icons, ({ classId }) => classId);
  const inConcept = countBy(icons, ({ classId, concept }) => `${classId} ${concept}`);
  const large = new Set(
    icons
      .filter(
        ({ classId, concept }) =>
          inConcept.get(`${classId} ${concept}`)! > largestConcept * inClass.get(classId)!,
      )
      .map(({ concept }) => concept),
  );
  return icons.map(({ concept, set }) => (large.has(concept) ? `${concept} @${set}` : concept));
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(keyOf(item));
    if (group) group.push(item);
    else found.set(keyOf(item), [item]);
  }
  return found;
}
