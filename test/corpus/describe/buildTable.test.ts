import assert from "node:assert/strict";
import { test } from "node:test";
import { type Funnel, funnelColumns } from "../../../lib/corpus/build/funnel.js";
import {
  duplicateRuleRows,
  funnelsBesideImagenet,
  funnelsByRole,
  labelPrecisionRows,
  profanityRows,
} from "../../../lib/corpus/describe/buildTable.js";
import { type JudgedPair, missedPairs } from "../../../lib/corpus/duplicates/judgedPairs.js";
import { type Removals, sampleRemovals } from "../../../lib/corpus/read/removals.js";
import { closeTo } from "../../closeTo.js";

// A build of two roles and of icons with only a caption, counted by hand.
const nothing = Object.fromEntries(funnelColumns.map((column) => [column, {}])) as Funnel;
const funnel: Funnel = {
  ...nothing,
  reference: { published: 100, rendered: 99, named: 40, labelled: 30, distinct: 20, apart: 15, clean: 14 },
  matched: {
    published: 50,
    rendered: 50,
    named: 20,
    labelled: 10,
    distinct: 9,
    clean: 8,
    subset: 6,
    even: 5,
  },
  "web, caption only": { apart: 70, clean: 66 },
};

test("the labelled icons, summed over roles, beside the counts of ImageNet-Captions", () => {
  const [imagenet, pictograms] = funnelsBesideImagenet(funnel);
  assert.deepEqual(
    imagenet!.steps.map(({ count }) => count),
    [640_000, 463_622],
  );
  // A step that a role skips leaves its count: apart 15 + 9, subset 14 + 6, even 14 + 5.
  assert.deepEqual(
    pictograms!.steps.map(({ count }) => count),
    [150, 60, 40, 29, 24, 22, 20, 19],
  );
  assert.match(pictograms!.steps[0]!.step, /^<b>published<\/b><br>/);
});

test("the same steps role by role: those that a role skips are left out of its series", () => {
  const { series, order } = funnelsByRole(funnel);
  assert.deepEqual(order, ["published", "named", "labelled", "distinct", "apart", "clean", "subset", "even"]);
  const matched = series.find(({ name }) => name === "matched")!;
  assert.deepEqual(
    matched.steps.map(({ step, count }) => `${step} ${count}`),
    ["published 50", "named 20", "labelled 10", "distinct 9", "clean 8", "subset 6", "even 5"],
  );
});

test("what the profanity filter drops", () => {
  assert.deepEqual(profanityRows(funnel), [
    { icons: "with a label", before: 24, after: 22, dropped: 2 },
    { icons: "with a caption only", before: 70, after: 66, dropped: 4 },
  ]);
});

const pair = (sample: JudgedPair["sample"], same: boolean, distance: number, name: string): JudgedPair => ({
  sample,
  same,
  distance,
  correlation: 0.99,
  ids: [`a:${name}`, `b:${name}`],
});
// `same` allows 24 bits and `similar` 34.
const judged = [
  pair("sameNoun", true, 10, "1"),
  pair("sameNoun", false, 30, "2"),
  pair("sameNoun", true, 30, "3"),
  pair("sameNoun", true, 61, "4"),
  pair("sameNoun", false, 90, "5"),
  pair("anyIcon", true, 60, "6"),
];

test("both rules on each sample of judged pairs", () => {
  const rows = duplicateRuleRows(judged);
  assert.deepEqual(
    rows.map(({ rule, pairs, same, found, right }) => [rule, pairs, same, found, right]),
    [
      ["same", 5, 3, 1, 1],
      ["similar", 5, 3, 3, 2],
      ["same", 1, 1, 0, 0],
      ["similar", 1, 1, 0, 0],
    ],
  );
  assert.deepEqual([rows[1]!.precision, rows[1]!.recall], [2 / 3, 2 / 3]);
  assert.equal(rows[2]!["pairs drawn from"], "any icons");
});

test("missed pairs are the same drawing and farther apart than the limit", () => {
  assert.deepEqual(missedPairs(judged, { moreThan: 60 }), [["a:4", "b:4"]]);
  assert.deepEqual(missedPairs(judged, { moreThan: 59 }).length, 2);
});

test("sampled removals come from two sets each, the same ones for the same seed", () => {
  const across = ["1", "2", "3"].map((name) => [`a:${name}`, `b:${name}`] as const);
  const removals: Removals = { distinct: [["a:x", "a:y"], ...across], apart: across };
  const sampled = sampleRemovals(removals, { count: 3, seed: 1 });
  assert.deepEqual(sampled.distinct.toSorted(), across);
  assert.deepEqual(sampleRemovals(removals, { count: 3, seed: 1 }), sampled);
  assert.throws(() => sampleRemovals(removals, { count: 4, seed: 1 }), RangeError);
});

test("label precision: unsure labels count once as right and once as wrong; the interval is exact; all families last", () => {
  const icon = { id: "a:b", label: "b", shows: "c" };
  const families = [
    { family: "line-ui" as const, judged: 10, wrong: [], unsure: [icon] },
    { family: "emoji" as const, judged: 10, wrong: [icon], unsure: [] },
  ];
  const [first, , all] = labelPrecisionRows({ note: "", seed: 1, sample: 10, families });
  assert.deepEqual([first!.judged, first!.wrong, first!.unsure], [10, 0, 1]);
  assert.deepEqual([first!.unsureRight, first!.unsureWrong], [1, 0.9]);
  assert.deepEqual([all!.family, all!.judged, all!.unsureRight, all!.unsureWrong], ["all", 20, 0.95, 0.9]);
  const perfect = { family: "line-ui" as const, judged: 10, wrong: [], unsure: [] };
  const [row] = labelPrecisionRows({ note: "", seed: 1, sample: 10, families: [perfect] });
  closeTo(row!.low, 0.025 ** (1 / 10), { abs: 1e-9, why: "10 of 10: (α / 2)^(1 / n)" });
});
