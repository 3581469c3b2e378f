import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../lib/base/random.js";
import {
  evenLimit,
  type NamedIcon,
  selectSplits,
  splitNames,
  splitOptions,
  trainingSplits,
} from "../../../lib/corpus/build/splits.js";
import {
  type Fingerprint,
  fingerprintsOf,
  hashWords,
  thumbnailCells,
} from "../../../lib/corpus/duplicates/fingerprint.js";
import { conceptOf, parts, splitByConcept } from "../../../lib/corpus/names/concept.js";
import type { Role } from "../../../lib/corpus/sets/sources.js";

test("a concept does not depend on the order of words", () => {
  assert.equal(conceptOf(["calendar", "add"]), "add calendar");
  assert.equal(conceptOf(["add", "calendar", "add"]), "add calendar");
});

test("no concept is divided; every class has its share in the test part and at least half in training", () => {
  const random = new Random("concepts");
  const icons = Array.from({ length: 4000 }, () => {
    const classId = `c${random.integer(30)}`;
    // As with icon names, some concepts are common and most are rare.
    return { classId, concept: `${classId} ${Math.floor(40 * random.uniform() ** 3)}`, set: "lucide" };
  });
  const part = splitByConcept(icons, { test: 0.15, validation: 0.05 }, new Random(1));
  const partOf = new Map<string, string>();
  for (const [i, { concept }] of icons.entries()) {
    assert.equal(partOf.get(concept) ?? part[i], part[i]);
    partOf.set(concept, part[i]!);
  }
  for (let c = 0; c < 30; c++) {
    const members = icons.flatMap(({ classId }, i) => (classId === `c${c}` ? [part[i]!] : []));
    const share = (name: string) => members.filter((one) => one === name).length / members.length;
    assert.ok(share("test") >= 0.15 && share("test") <= 0.5, `test ${share("test")}`);
    assert.ok(share("train") >= 0.5, `train ${share("train")}`);
  }
  assert.deepEqual(new Set(part), new Set(parts));
  assert.deepEqual(part, splitByConcept(icons, { test: 0.15, validation: 0.05 }, new Random(1)));
});

test("a concept shared by two classes is placed with the first", () => {
  const icons = [
    ...Array.from({ length: 10 }, (_, i) => ({ classId: "a", concept: `a${i}`, set: "lucide" })),
    ...Array.from({ length: 10 }, (_, i) => ({ classId: "b", concept: `a${i}`, set: "lucide" })),
  ];
  const part = splitByConcept(icons, { test: 0.3, validation: 0.1 }, new Random(3));
  assert.deepEqual(part.slice(0, 10), part.slice(10));
});

test("a concept that fills its class is divided by set, and no part has more of a class than allowed", () => {
  const icons = Array.from({ length: 60 }, (_, i) => ({
    classId: "download",
    concept: "download",
    set: `s${i % 20}`,
  }));
  const most = { test: 9, validation: 3 };
  const part = splitByConcept(icons, { test: 0.4, validation: 0.1 }, new Random(1), most);
  const of = (name: string) => part.filter((one) => one === name).length;
  assert.deepEqual([of("test"), of("validation"), of("train")], [9, 3, 48]);
  const partOf = new Map<string, string>();
  for (const [i, { set }] of icons.entries()) {
    assert.equal(partOf.get(set) ?? part[i], part[i]);
    partOf.set(set, part[i]!);
  }
});

test("the limit per class is the smallest that leaves as many icons as wanted", () => {
  assert.equal(evenLimit([10, 3, 1], 7), 3); // 3 + 3 + 1
  assert.equal(evenLimit([10, 3, 1], 8), 4);
  assert.equal(evenLimit([10, 3, 1], 100), 10);
  assert.equal(evenLimit([], 5), 0);
});

test("test sets are even: a large class is cut, a small one is not", async () => {
  const drawings = world();
  for (let i = 0; i < 200; i++) drawings.add("renditions", "cat", `more ${i}`);
  const sizes = { ...splitOptions.sizes, renditions: 100 };
  const { splits } = await selectSplits(drawings.icons, fingerprintsOf(drawings.prints), never, {
    ...options,
    mostPerClass: 1000,
    sizes,
  });
  const of = (classId: string) =>
    splits.renditions.filter((i) => drawings.icons[i]!.classId === classId).length;
  assert.deepEqual([of("cat"), of("dog")], [60, 40]);
  const capped = await selectSplits(drawings.icons, fingerprintsOf(drawings.prints), never, {
    ...options,
    mostPerClass: 30,
  });
  assert.equal(capped.splits.renditions.length, 60);
});

/** Random fingerprints are far apart; only copies are near-duplicates. */
class Drawings {
  readonly icons: NamedIcon[] = [];
  readonly prints: Fingerprint[] = [];
  readonly #random = new Random("drawings");

  add(role: Role, classId: string | undefined, concept: string, copyOf?: number): number {
    const index = this.icons.length;
    this.icons.push({ id: `${role}:${index}`, role, classId, named: classId !== undefined, concept });
    this.prints.push(
      copyOf === undefined
        ? {
            hash: Int32Array.from({ length: hashWords }, () => this.#random.integer(2 ** 32)),
            thumbnail: Uint8Array.from({ length: thumbnailCells }, () => this.#random.integer(256)),
          }
        : this.prints[copyOf]!,
    );
    return index;
  }
}

function world(): Drawings {
  const drawings = new Drawings();
  const roles: Role[] = ["reference", "web", "matched", "hand-drawn", "renditions", "contexts"];
  for (const role of roles)
    for (const classId of ["cat", "dog"])
      for (let i = 0; i < 40; i++) drawings.add(role, classId, `${classId} ${i}`);
  return drawings;
}
const options = { ...splitOptions, testShare: 0.3, webTestShare: 0.2, fewestPerClass: 5 };
const never = () => false;

test("training icons similar to test icons are removed; test icons are not", async () => {
  const drawings = world();
  const shifted = drawings.icons.findIndex(({ role }) => role === "renditions");
  const leakInWeb = drawings.add("web", undefined, "anything", shifted);
  const twinInWeb = drawings.add(
    "web",
    "cat",
    "twin",
    drawings.icons.findIndex(({ role }) => role === "web"),
  );
  const plain = await selectSplits(drawings.icons, fingerprintsOf(drawings.prints), never, options);
  assert.ok(plain.splits.renditions.includes(shifted));
  assert.ok(!plain.splits.web.includes(leakInWeb));
  assert.equal(plain.splits.web.length + plain.splits.webTest.length, 80);
  assert.ok(plain.splits.webTest.length >= 16 && plain.splits.webTest.length <= 20);
  assert.deepEqual(plain.removals.map(({ step }) => step).sort(), ["apart", "distinct"]);
  assert.deepEqual(
    plain.removals.find(({ step }) => step === "apart"),
    { removed: leakInWeb, kept: shifted, step: "apart" },
  );
  const twins = plain.removals.find(({ step }) => step === "distinct")!;
  assert.ok([twins.removed, twins.kept].includes(twinInWeb));
});

test("no icon is in two splits, roles are kept separate, and only the web pool has icons without a label", async () => {
  const drawings = world();
  drawings.add("web", undefined, "anything");
  drawings.add("matched", undefined, "anything");
  const { splits } = await selectSplits(drawings.icons, fingerprintsOf(drawings.prints), never, options);
  const all = splitNames.flatMap((name) => splits[name]);
  assert.equal(new Set(all).size, all.length);
  for (const name of splitNames)
    for (const i of splits[name]) {
      const { role, classId } = drawings.icons[i]!;
      const pool = {
        train: "reference",
        validation: "reference",
        test: "reference",
        webTest: "web",
      } as const;
      assert.equal(name in pool ? pool[name as keyof typeof pool] : name, role);
      if (name !== "web") assert.notEqual(classId, undefined);
    }
  assert.deepEqual(
    splitNames.map((name) => splits[name].length > 0),
    splitNames.map(() => true),
  );
});

test("a shift keeps the classes with enough icons both there and in the reference test", async () => {
  const drawings = world();
  for (let i = 0; i < 4; i++) drawings.add("contexts", "emu", `emu ${i}`);
  for (let i = 0; i < 5; i++) drawings.add("contexts", "fox", `fox ${i}`); // none in the reference
  const { splits, shiftClasses, funnel } = await selectSplits(
    drawings.icons,
    fingerprintsOf(drawings.prints),
    never,
    options,
  );
  assert.deepEqual(shiftClasses.contexts, ["cat", "dog"]);
  assert.equal(splits.contexts.length, 80);
  assert.deepEqual(funnel.contexts, {
    rendered: 89,
    named: 89,
    labelled: 89,
    distinct: 89,
    clean: 89,
    subset: 80,
    even: 80,
  });
});

test("profane captions are removed from every split, and the funnel counts what remains", async () => {
  const drawings = world();
  const profane = new Set([0, 80, 160, 240]);
  const { splits, funnel } = await selectSplits(
    drawings.icons,
    fingerprintsOf(drawings.prints),
    (icon) => profane.has(icon),
    options,
  );
  for (const name of splitNames) for (const icon of splits[name]) assert.ok(!profane.has(icon));
  assert.equal(funnel.reference.clean, splits.train.length + splits.validation.length + splits.test.length);
  assert.equal(funnel.web.clean, splits.web.length + splits.webTest.length);
  assert.equal(funnel.matched.even, splits.matched.length);
  assert.equal(funnel.reference.clean, 79);
  assert.ok(trainingSplits.every((name) => splits[name].length > 0));
});
