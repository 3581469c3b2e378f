import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { readoutName } from "../../../lib/training/objectives/readoutSchema.js";
import { parseSpec, parseSpecText, type RunSpecInput, specHash } from "../../../lib/training/train/spec.js";

const small: RunSpecInput = {
  model: { kind: "cnn" },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "reference" }] },
  budget: { epochs: 3 },
};

test("a short spec is completed, and completing again changes nothing", () => {
  const spec = parseSpec(small);
  assert.deepEqual(spec.model, { kind: "cnn", widths: [16, 32, 64], depth: 1, pool: "flatten" });
  assert.equal(spec.budget.batchSize, 256);
  assert.deepEqual(spec.readouts, [{ kind: "head" }]);
  assert.deepEqual(spec.augment.crop, [0.7, 1]);
  assert.deepEqual(parseSpec(JSON.parse(JSON.stringify(spec))), spec);
  const chain = parseSpec({
    ...small,
    start: { from: { ...small, objective: { kind: "simclr" } } },
    locked: ["image"],
  });
  assert.equal(chain.start!.from.augment.grey, 0.2);
  assert.deepEqual(parseSpec(JSON.parse(JSON.stringify(chain))), chain);
});

test("the hash is of the content: order and spelled-out defaults do not change it, any value does", () => {
  const hash = specHash(parseSpec(small));
  assert.match(hash, /^[0-9a-f]{16}$/);
  const reordered = Object.fromEntries(Object.entries({ ...small, seed: 0, augment: "light" }).reverse());
  assert.equal(specHash(parseSpec(reordered)), hash);
  for (const change of [
    { seed: 1 },
    { budget: { epochs: 4 } },
    { data: { train: [{ pool: "reference", images: 10 }] } },
    { optimizer: { learningRate: 1e-3 } },
    { start: { from: small } },
  ])
    assert.notEqual(specHash(parseSpec({ ...small, ...change })), hash, JSON.stringify(change));
});

test("faults are named by field, value and expectation", () => {
  const clip = { ...small, objective: { kind: "clip" } };
  const faults: [object, string][] = [
    [{ ...small, modle: 1 }, "spec: modle: unknown field"],
    [{ ...small, model: { kind: "cnn", width: 3 } }, "spec: model.width: unknown field"],
    [
      { ...small, model: { kind: "gnn" } },
      `spec: model.kind: "gnn", expected 'pixels' | 'mlp' | 'cnn' | 'resnet' | 'vit' | 'mixer'`,
    ],
    [{ ...small, model: { kind: "vit", width: 10 } }, "spec: width 10 is not a multiple of 4 heads"],
    [{ ...small, model: { kind: "mixer", patch: 5 } }, "spec: patches of 5 do not tile images of 32×32"],
    [
      { ...clip, objective: { kind: "clip", text: { kind: "transformer", heads: 3 } } },
      "spec: width 64 is not a multiple of 3 heads",
    ],
    [{ ...small, budget: { epochs: -1 } }, "spec: budget.epochs: -1, expected number to be >0"],
    [{ ...small, budget: {} }, "spec: budget: {}, expected either epochs or steps"],
    [
      { ...small, budget: { epochs: 1, steps: 2 } },
      `spec: budget: {"epochs":1,"steps":2}, expected either epochs or steps`,
    ],
    [{ ...small, data: undefined }, "spec: data: missing, expected object"],
    [
      { ...small, augment: "heavy" },
      `spec: augment: "heavy", expected one of none, crop, light, simclr or the fields of an augmentation`,
    ],
    [
      { ...clip, readouts: [{ kind: "head" }] },
      `spec: readouts.0.kind: "head" does not fit objective clip, expected zeroShot`,
    ],
    [
      { ...small, data: { train: [{ pool: "p" }], labels: "none" } },
      `spec: data.labels: "none", but objective crossEntropy needs labels`,
    ],
    [{ ...small, locked: ["image"] }, "spec: locked: image would stay at random values; expected a start"],
    [
      { ...small, start: { from: { ...small, model: { kind: "pixels" } } } },
      "spec: model: expected the same model as start.from.model",
    ],
    [{ ...small, start: { from: { ...small, seed: "x" } } }, `spec start.from: seed: "x", expected number`],
  ];
  for (const [input, message] of faults)
    assert.throws(
      () => parseSpec(input),
      (error: unknown) => error instanceof InputError && error.message === message,
      message,
    );
  assert.throws(() => parseSpecText("{", "run.json"), /^InputError: run\.json: not JSON/);
});

test("readouts have names of their own", () => {
  assert.equal(readoutName({ kind: "zeroShot", templates: "icon" }), "zeroShot:icon");
  assert.equal(
    readoutName({ kind: "zeroShot", templates: { name: "wrong", list: ["not {}"] } }),
    "zeroShot:wrong",
  );
  assert.equal(readoutName({ kind: "captionLikelihood", template: "{}" }), "captionLikelihood");
});
