import { Random } from "../../base/random.js";
import { duplicateInThreads } from "../duplicates/duplicateThreads.js";
import { type Fingerprints, selectFingerprints } from "../duplicates/fingerprint.js";
import { duplicateOf, duplicateRules } from "../duplicates/nearDuplicates.js";
import { type Part, splitByConcept } from "../names/concept.js";
import { type Role, type ShiftRole, shiftRoles } from "../sets/sources.js";
import { columnOf, type Funnel, FunnelCounts, type FunnelStep } from "./funnel.js";

const shiftNames = Object.keys(shiftRoles) as ShiftRole[];

/** Parts of the reference distribution, the web-like pool, and one test set a natural shift. */
export const splitNames = ["train", "validation", "test", "web", ...shiftNames] as const;
export type SplitName = (typeof splitNames)[number];
export const trainingSplits = ["train", "validation", "web"] as const satisfies readonly SplitName[];
export const testSplits = ["test", ...shiftNames] as const satisfies readonly SplitName[];

/** An icon that has a picture, with what its name says. */
export interface NamedIcon {
  readonly id: string;
  readonly role: Role;
  /** Class of the label; undefined if its name names none, or more than one. */
  readonly classId: string | undefined;
  /** Whether the name holds a term of any class. */
  readonly named: boolean;
  readonly concept: string;
}

/** Whether a split can use an icon: those of the reference and of shifts need a label, the web-like pool takes all. */
export function isUsable({ role, classId }: Pick<NamedIcon, "role" | "classId">): boolean {
  return role === "web" || classId !== undefined;
}

export interface SplitOptions {
  readonly seed: number;
  /** Shares of the icons of each class of the reference distribution, in [0, 1]; the rest trains. */
  readonly testShare: number;
  readonly validationShare: number;
  /** Fewest icons of a class in a shift and in the reference test for the class to count there. */
  readonly fewestPerClass: number;
}
export const splitOptions: SplitOptions = {
  seed: 1,
  testShare: 0.15,
  validationShare: 0.04,
  fewestPerClass: 5,
};

/** An icon that went, and the one it is a near-duplicate of. */
export interface Removal {
  readonly removed: number;
  readonly kept: number;
  readonly step: "distinct" | "apart";
}

export interface Selection {
  /** Indices of icons, ascending. */
  readonly splits: Readonly<Record<SplitName, readonly number[]>>;
  /** Classes each shift and, for comparison, the reference test are restricted to. */
  readonly shiftClasses: Readonly<Record<ShiftRole, readonly string[]>>;
  readonly removals: readonly Removal[];
  /** Counts from `rendered` on. */
  readonly funnel: Funnel;
}

/**
 * Decides which icons train and which test.
 *
 * 1. Icons of the reference and of shifts need a label; the web-like pool keeps all others as caption-only.
 * 2. Each role is freed of near-duplicates within itself, in random order, labelled icons first.
 * 3. The reference is split by concept, so all drawings of `calendar add` go to one part.
 * 4. Test sets: profane captions go, then the classes with too few icons in the shift or the reference test.
 * 5. Training: whatever is similar to an icon of any test set goes, then profane captions.
 *
 * @param prints fingerprints of the icons, in their order
 */
export async function selectSplits(
  icons: readonly NamedIcon[],
  prints: Fingerprints,
  isProfane: (index: number) => boolean,
  options: SplitOptions = splitOptions,
): Promise<Selection> {
  const counts = new FunnelCounts();
  const count = (step: FunnelStep, indices: Iterable<number>): void => {
    for (const i of indices) counts.add(columnOf(icons[i]!.role, icons[i]!.classId !== undefined), step, 1);
  };
  const removals: Removal[] = [];
  const clean = (indices: readonly number[]): number[] => indices.filter((i) => !isProfane(i));

  for (const { role, named, classId } of icons) {
    counts.add(role, "rendered", 1);
    if (named) counts.add(role, "named", 1);
    if (classId !== undefined) counts.add(role, "labelled", 1);
    else if (role === "web") counts.add("web, caption only", "rendered", 1);
  }
  const order = new Random(options.seed).stream("order").shuffled(icons.map((_, i) => i));
  const pool = (role: Role): number[] => {
    const members = order.filter((i) => icons[i]!.role === role && isUsable(icons[i]!));
    const isLabelled = (i: number): boolean => icons[i]!.classId !== undefined;
    const candidates = [...members.filter(isLabelled), ...members.filter((i) => !isLabelled(i))];
    const original = duplicateOf(selectFingerprints(prints, candidates), duplicateRules.same);
    const kept = candidates.filter((removed, at) => {
      if (original[at] === -1) return true;
      removals.push({ removed, kept: candidates[original[at]!]!, step: "distinct" });
      return false;
    });
    count("distinct", kept);
    return kept;
  };

  const reference = pool("reference");
  const partOf = splitByConcept(
    reference.map((i) => ({ classId: icons[i]!.classId!, concept: icons[i]!.concept })),
    { test: options.testShare, validation: options.validationShare },
    new Random(options.seed).stream("concepts"),
  );
  const part = (name: Part): number[] => reference.filter((_, at) => partOf[at] === name);
  count("apart", part("test")); // it is the others that make room
  const test = clean(part("test"));
  count("clean", test);

  const perClassInTest = countClasses(icons, test);
  const shiftClasses = {} as Record<ShiftRole, string[]>;
  const shifts = {} as Record<ShiftRole, number[]>;
  for (const name of shiftNames) {
    const members = clean(pool(name));
    count("clean", members);
    const perClass = countClasses(icons, members);
    const enough = (classId: string): boolean =>
      Math.min(perClass.get(classId) ?? 0, perClassInTest.get(classId) ?? 0) >= options.fewestPerClass;
    shiftClasses[name] = [...perClass.keys()].filter(enough).sort();
    shifts[name] = members.filter((i) => enough(icons[i]!.classId!));
    count("subset", shifts[name]);
  }

  const tests = [test, ...Object.values(shifts)].flat();
  const testPrints = selectFingerprints(prints, tests);
  const apart = async (members: readonly number[]): Promise<number[]> => {
    const leak = await duplicateInThreads(
      selectFingerprints(prints, members),
      testPrints,
      duplicateRules.similar,
    );
    const kept = members.filter((removed, at) => {
      if (leak[at] === -1) return true;
      removals.push({ removed, kept: tests[leak[at]!]!, step: "apart" });
      return false;
    });
    count("apart", kept);
    const remaining = clean(kept);
    count("clean", remaining);
    return remaining;
  };
  const splits: Record<SplitName, number[]> = {
    train: await apart(part("train")),
    validation: await apart(part("validation")),
    test,
    web: await apart(pool("web")),
    ...shifts,
  };
  for (const members of Object.values(splits)) members.sort((a, b) => a - b);
  return { splits, shiftClasses, removals, funnel: counts.counts };
}

function countClasses(icons: readonly NamedIcon[], members: readonly number[]): Map<string, number> {
  const perClass = new Map<string, number>();
  for (const i of members) {
    const classId = icons[i]!.classId!;
    perClass.set(classId, (perClass.get(classId) ?? 0) + 1);
  }
  return perClass;
}
