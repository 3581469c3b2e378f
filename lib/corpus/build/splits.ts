import { Random } from "../../base/random.js";
import { duplicateInThreads } from "../duplicates/duplicateThreads.js";
import { type Fingerprints, selectFingerprints } from "../duplicates/fingerprint.js";
import { duplicateOf, duplicateRules } from "../duplicates/nearDuplicates.js";
import { type Part, splitByConcept } from "../names/concept.js";
import { type Role, type ShiftRole, shiftRoles } from "../sets/sources.js";
import { columnOf, type Funnel, FunnelCounts, type FunnelStep } from "./funnel.js";

const shiftNames = Object.keys(shiftRoles) as ShiftRole[];

/**
 * Parts of the reference distribution, the web-like pool, icons held out of this pool, and one test set per natural
 * shift.
 */
export const splitNames = ["train", "validation", "test", "web", "webTest", ...shiftNames] as const;
export type SplitName = (typeof splitNames)[number];
export const trainingSplits = ["train", "validation", "web"] as const satisfies readonly SplitName[];
export const testSplits = ["test", "webTest", ...shiftNames] as const satisfies readonly SplitName[];

/** An icon that has a picture, and what its name says. */
export interface NamedIcon {
  readonly id: string;
  readonly role: Role;
  /** Class of the label; undefined if the name contains no class or more than one. */
  readonly classId: string | undefined;
  /** Whether the name contains a term of any class. */
  readonly named: boolean;
  readonly concept: string;
}

/** Whether a split can use an icon. The reference and the shifts need a label; the web-like pool takes all icons. */
export function isUsable({ role, classId }: Pick<NamedIcon, "role" | "classId">): boolean {
  return role === "web" || classId !== undefined;
}

/** Options of `selectSplits`. */
export interface SplitOptions {
  readonly seed: number;
  /** Largest fractions of each reference class's icons, in [0, 1]. The rest goes to training. */
  readonly testShare: number;
  readonly validationShare: number;
  /** Largest fraction of each class's labelled icons of the web-like pool that is held out. */
  readonly webTestShare: number;
  /**
   * How many icons each test set should have. It gets as many if the sources have them, and no class gets more than it
   * has to. So the classes are as equal as they can be.
   */
  readonly sizes: Readonly<Record<"test" | "validation" | "webTest" | ShiftRole, number>>;
  /** No class has more icons than this in a test set, so that no family of icons, such as flags, fills it. */
  readonly mostPerClass: number;
  /** A class counts in a shift only if it has this many icons both there and in the reference test. */
  readonly fewestPerClass: number;
}
/** The options with which the corpus is split. */
export const splitOptions: SplitOptions = {
  seed: 1,
  testShare: 0.35,
  validationShare: 0.06,
  webTestShare: 0.2,
  sizes: {
    test: 8000,
    validation: 1500,
    webTest: 2700,
    matched: 4000,
    "hand-drawn": 4000,
    renditions: 4000,
    contexts: 4000,
  },
  mostPerClass: 40,
  fewestPerClass: 4,
};

/** An icon that was removed, and the icon that it nearly duplicates. Both are indices. */
interface Removal {
  readonly removed: number;
  readonly kept: number;
  readonly step: "distinct" | "apart";
}

/** The outcome of `selectSplits`. */
export interface SplitSelection {
  /** Indices of icons, in ascending order. */
  readonly splits: Readonly<Record<SplitName, readonly number[]>>;
  /** The classes to which each shift and, for comparison, the reference test are restricted. */
  readonly shiftClasses: Readonly<Record<ShiftRole, readonly string[]>>;
  readonly removals: readonly Removal[];
  /** Counts of all steps from `named` on. */
  readonly funnel: Funnel;
}

/**
 * Decides which icons are used for training and which for testing.
 *
 * 1. Icons of the reference and of shifts need a label. The web-like pool keeps icons without one as caption-only.
 * 2. Near-duplicates are removed within each role. Icons are visited in random order, labelled icons first.
 * 3. The reference is split by concept, so all drawings of `calendar add` go to the same part. The labelled icons of the
 *    web-like pool are split in the same way into the pool and `webTest`.
 * 4. Test sets: drop icons with a profane caption, then classes with too few icons in the shift or the reference test.
 *    Then drop icons of the largest classes until the set has its size.
 * 5. Training: drop icons that are similar to an icon of any test set, then icons with a profane caption.
 *
 * @param prints fingerprints of the icons, in the same order
 */
export async function selectSplits(
  icons: readonly NamedIcon[],
  prints: Fingerprints,
  isProfane: (index: number) => boolean,
  options: SplitOptions = splitOptions,
): Promise<SplitSelection> {
  const counts = new FunnelCounts();
  const count = (step: FunnelStep, indices: Iterable<number>): void => {
    for (const i of indices) counts.add(columnOf(icons[i]!.role, icons[i]!.classId !== undefined), step, 1);
  };
  const removals: Removal[] = [];
  const clean = (indices: readonly number[]): number[] => indices.filter((i) => !isProfane(i));

  for (const icon of icons) {
    const { role, named, classId } = icon;
    if (named) counts.add(role, "named", 1);
    if (classId !== undefined) counts.add(role, "labelled", 1);
    if (isUsable(icon)) counts.add(columnOf(role, classId !== undefined), "rendered", 1);
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
  const part = conceptParts(icons, reference, {
    shares: { test: options.testShare, validation: options.validationShare },
    sizes: options.sizes,
    mostPerClass: options.mostPerClass,
    random: new Random(options.seed).stream("concepts"),
  });
  count("apart", part("test")); // test icons stay; only training icons are removed
  const test = clean(part("test"));
  count("clean", test);

  const web = pool("web");
  const webPart = conceptParts(
    icons,
    web.filter((i) => icons[i]!.classId !== undefined),
    {
      shares: { test: options.webTestShare, validation: 0 },
      sizes: { test: options.sizes.webTest, validation: 0 },
      mostPerClass: options.mostPerClass,
      random: new Random(options.seed).stream("web concepts"),
    },
  );
  const heldOut = new Set(webPart("test"));
  count("apart", heldOut);
  const webTest = clean([...heldOut]);
  count("clean", webTest);

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
    const kept = members.filter((i) => enough(icons[i]!.classId!));
    count("subset", kept);
    shifts[name] = evenly(icons, kept, options.sizes[name], options.mostPerClass);
    count("even", shifts[name]);
  }

  const tests = [test, webTest, ...Object.values(shifts)].flat();
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
    web: await apart(web.filter((i) => !heldOut.has(i))),
    webTest,
    ...shifts,
  };
  for (const members of Object.values(splits)) members.sort((a, b) => a - b);
  return { splits, shiftClasses, removals, funnel: counts.counts };
}

/**
 * Splits labelled icons by concept.
 * @param sizes how many icons each part should have, over all classes
 * @returns a function from a part to its icons
 */
function conceptParts(
  icons: readonly NamedIcon[],
  members: readonly number[],
  {
    shares,
    sizes,
    mostPerClass,
    random,
  }: {
    readonly shares: Readonly<Record<"test" | "validation", number>>;
    readonly sizes: Readonly<Record<"test" | "validation", number>>;
    readonly mostPerClass: number;
    readonly random: Random;
  },
): (part: Part) => number[] {
  const perClass = [...countClasses(icons, members).values()];
  const most = (part: "test" | "validation"): number =>
    Math.min(
      mostPerClass,
      evenLimit(
        perClass.map((count) => Math.ceil(shares[part] * count)),
        sizes[part],
      ),
    );
  const partOf = splitByConcept(
    members.map((i) => {
      const { id, classId, concept } = icons[i]!;
      return { classId: classId!, concept, set: id.slice(0, id.indexOf(":")) };
    }),
    shares,
    random,
    { test: most("test"), validation: most("validation") },
  );
  return (name) => members.filter((_, at) => partOf[at] === name);
}

/** As many of the icons as wanted, or a few more, with classes as equal as they can be. The first of a class are kept. */
function evenly(
  icons: readonly NamedIcon[],
  members: readonly number[],
  wanted: number,
  mostPerClass: number,
): number[] {
  const most = Math.min(mostPerClass, evenLimit([...countClasses(icons, members).values()], wanted));
  const got = new Map<string, number>();
  return members.filter((i) => {
    const classId = icons[i]!.classId!;
    const count = (got.get(classId) ?? 0) + 1;
    got.set(classId, count);
    return count <= most;
  });
}

/** The smallest limit per class with which the classes still have as many icons as wanted, or their largest count. */
export function evenLimit(counts: readonly number[], wanted: number): number {
  const largest = Math.max(0, ...counts);
  for (let limit = 1; limit < largest; limit++)
    if (counts.reduce((sum, count) => sum + Math.min(count, limit), 0) >= wanted) return limit;
  return largest;
}

function countClasses(icons: readonly NamedIcon[], members: readonly number[]): Map<string, number> {
  const perClass = new Map<string, number>();
  for (const i of members) {
    const classId = icons[i]!.classId!;
    perClass.set(classId, (perClass.get(classId) ?? 0) + 1);
  }
  return perClass;
}
