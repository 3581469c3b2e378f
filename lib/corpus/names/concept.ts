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

/**
 * Splits icons so that all icons of a concept go to the same part and every part gets its share of every class.
 * For each class, concepts are drawn in random order: first for the test part until it has its share, then for
 * validation. The remaining concepts go to training. A concept also goes to training if removing it would leave
 * less than half of the class there. A concept shared by two classes is placed with the first one.
 *
 * @param shares fractions of each class's icons, in [0, 1]. Concepts are not divided, so a part may get more.
 * @returns the part of each icon
 */
export function splitByConcept(
  icons: readonly { readonly classId: string; readonly concept: string }[],
  shares: { readonly test: number; readonly validation: number },
  random: Random,
): Part[] {
  const byClass = groups(icons, ({ classId }) => classId);
  const partOf = new Map<string, Part>();
  for (const [classId, members] of [...byClass].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const byConcept = groups(members, ({ concept }) => concept);
    const wanted = { test: shares.test * members.length, validation: shares.validation * members.length };
    const got: Record<Part, number> = { test: 0, validation: 0, train: 0 };
    for (const [concept, { length }] of byConcept) {
      const decided = partOf.get(concept);
      if (decided) got[decided] += length;
    }
    const open = [...byConcept.keys()].filter((concept) => !partOf.has(concept)).sort();
    for (const concept of random.stream(classId).shuffled(open)) {
      const { length } = byConcept.get(concept)!;
      const spared = got.test + got.validation + length <= members.length / 2;
      const part =
        spared && got.test < wanted.test
          ? "test"
          : spared && got.validation < wanted.validation
            ? "validation"
            : "train";
      partOf.set(concept, part);
      got[part] += length;
    }
  }
  return icons.map(({ concept }) => partOf.get(concept)!);
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
