import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { drawRows, type Pool } from "../../lib/examples/draw.js";
import { dataSchema } from "../../lib/examples/source.js";

/** 60 images of three sets and three classes in turn; every fifth has no class, every second no match. */
const pool: Pool = {
  sets: Array.from({ length: 60 }, (_, row) => ["a", "b", "c"][Math.floor(row / 20)]!),
  labels: {
    class: Array.from({ length: 60 }, (_, row) => (row % 5 === 4 ? -1 : row % 3)),
    textMatch: Array.from({ length: 60 }, (_, row) => (row % 2 === 1 ? -1 : row % 3)),
  },
};
const pools = { one: pool, two: pool };
const draw = (spec: object) => drawRows(dataSchema.parse(spec), pools);
const rows = (spec: object) => draw(spec).map(({ row }) => row);

test("labels decide who may be drawn", () => {
  assert.equal(draw({ train: [{ pool: "one" }] }).length, 48);
  assert.equal(draw({ train: [{ pool: "one" }], labels: "none" }).length, 60);
  const matched = draw({ train: [{ pool: "one" }], labels: "textMatch" });
  assert.equal(matched.length, 30);
  for (const { row, label } of matched) assert.equal(label, row % 3);
});

test("fewer are a part of more; seeds draw differently; order is that of the pool", () => {
  const of = (images: number, seed = 0) => rows({ train: [{ pool: "one", images }], seed });
  const many = new Set(of(30));
  for (const row of of(10)) assert.ok(many.has(row));
  assert.notDeepEqual(of(10), of(10, 1));
  assert.deepEqual(
    of(30),
    of(30).toSorted((a, b) => a - b),
  );
});

test("sets, unions without doubles, few of each class", () => {
  assert.ok(rows({ train: [{ pool: "one", sets: ["b"] }] }).every((row) => row >= 20 && row < 40));
  const union = draw({ train: [{ pool: "one", sets: ["a"] }, { pool: "one" }, { pool: "two", images: 5 }] });
  assert.equal(union.length, 53);
  const few = draw({ train: [{ pool: "one" }], perClass: 4 });
  assert.deepEqual(
    [0, 1, 2].map((label) => few.filter((each) => each.label === label).length),
    [4, 4, 4],
  );
});

test("every image is as likely as any other", () => {
  const times = new Array<number>(60).fill(0);
  for (let seed = 0; seed < 600; seed++)
    for (const row of rows({ train: [{ pool: "one", images: 15 }], labels: "none", seed })) times[row]!++;
  // 600 draws of probability 1/4: standard error 10.6, five of them either way
  for (const count of times) assert.ok(Math.abs(count - 150) < 53, `${count}`);
});

test("what is not there is named", () => {
  const bad: [object, RegExp][] = [
    [{ train: [{ pool: "three" }] }, /^data\.train\.0\.pool: no pool "three", expected one of one, two$/],
    [{ train: [{ pool: "one", sets: ["x"] }] }, /sets: no set "x" in pool one, expected one of a, b, c$/],
    [{ train: [{ pool: "one", images: 49 }] }, /images: 49, but there are 48$/],
  ];
  for (const [spec, message] of bad)
    assert.throws(
      () => draw(spec),
      (error: unknown) => error instanceof InputError && message.test(error.message),
    );
});

test("families, and lists of icons to leave out; a draw without them is what it was", () => {
  const sets = ["ui", "ui", "smile", "smile", "ui", "smile"];
  const pools = {
    web: {
      sets,
      families: sets.map((set) => (set === "smile" ? "emoji" : "other-ui")),
      alike: new Set([0, 3]),
      labels: { class: [0, 1, 0, 1, -1, 1], textMatch: [0, 1, 0, 1, 0, 1] },
    },
  };
  const rows = (draw: object) =>
    drawRows(dataSchema.parse({ train: [{ pool: "web", ...draw }] }), pools).map(({ row }) => row);
  assert.deepEqual(rows({}), [0, 1, 2, 3, 5]);
  assert.deepEqual(rows({ families: ["emoji"] }), [2, 3, 5]);
  assert.deepEqual(rows({ exceptFamilies: ["emoji"] }), [0, 1]);
  assert.deepEqual(rows({ exceptIcons: "alike" }), [1, 2, 5]);
  assert.deepEqual(rows({ exceptIcons: "alike", exceptFamilies: ["emoji"] }), [1]);
  assert.throws(
    () => rows({ families: ["3d"] }),
    /data\.train\.0\.families: no family "3d" in pool web, expected/,
  );
  const { alike: _alike, ...without } = pools.web;
  assert.throws(
    () => drawRows(dataSchema.parse({ train: [{ pool: "web", exceptIcons: "alike" }] }), { web: without }),
    /data\.train\.0\.exceptIcons: no list "alike" for pool web; run "robustness freeze alike"/,
  );
});
