import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Catalogue, catalogueDifferences } from "../../../lib/notebook/translation/catalogue.js";
import { withParticles } from "../../../lib/notebook/translation/particles.js";

const catalogue = () =>
  new Catalogue({
    names: { "more data": "더 많은 데이터", baseline: "기준선", Renditions: "표현물", higher: "높음" },
    sentences: {
      "# of # intervals leave out #.": "구간 #2개 중 #1개가 #3[을/를] 포함하지 않습니다.",
      "{a} (#)": "{a} (#)",
      "Each mark is a model, at {x} and {y}.": "표시 하나가 모델 하나입니다. x축: {x}, y축: {y}.",
      "{=run} · seed #": "{=run} · 시드 #",
    },
  });

test("a text is translated as a whole, by a pattern, or part by part", () => {
  const { translate } = catalogue();
  assert.equal(translate("more data"), "더 많은 데이터");
  assert.equal(translate("more data (253)"), "더 많은 데이터 (253)");
  assert.equal(translate("3 of 8 intervals leave out 0."), "구간 8개 중 3개가 0을 포함하지 않습니다.");
  assert.equal(
    translate("Each mark is a model, at Renditions and baseline. 1 of 6 intervals leave out 2."),
    "표시 하나가 모델 하나입니다. x축: 표현물, y축: 기준선. 구간 6개 중 1개가 2를 포함하지 않습니다.",
  );
  assert.equal(
    translate("<b>baseline</b><br>more data − baseline · Renditions: higher"),
    "<b>기준선</b><br>더 많은 데이터 − 기준선 · 표현물: 높음",
  );
  assert.equal(translate("cnn 16 baseline · seed 3"), "cnn 16 baseline · 시드 3");
});

test("a pattern does not reach into the next sentence", () => {
  const one = new Catalogue({
    s: { "Not drawn: {what}.": "그리지 않음: {what}.", "Two lines.": "두 직선.", toys: "장난감" },
  });
  assert.equal(one.translate("Not drawn: toys. Two lines."), "그리지 않음: 장난감. 두 직선.");
});

test("what no entry fits stays and is noted, names of data only if they are sentences", () => {
  const one = catalogue();
  assert.equal(one.translate("nobody knows this"), "nobody knows this");
  assert.equal(one.translate("ViT-B/32 · 0.5"), "ViT-B/32 · 0.5");
  assert.equal(one.translateData("shopping cart thin"), "shopping cart thin");
  one.translateData("this is not data");
  assert.deepEqual([...one.missing], ["nobody knows this", "this is not data"]);
});

test("numbers of any text come through", () => {
  const { translate } = catalogue();
  const number = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((x) => x.toFixed(2).replace("-", "−"));
  fc.assert(
    fc.property(number, number, number, (a, b, c) => {
      const found = translate(`${a} of ${b} intervals leave out ${c}.`).match(/−?\d+\.\d+/g);
      assert.deepEqual(found, [b, a, c]);
    }),
  );
});

test("particles fit what stands before them", () => {
  assert.equal(withParticles("기준선[은/는] V2[과/와] R[을/를]"), "기준선은 V2와 R을");
  assert.equal(withParticles("3[이/가] 4[이/가] 10[으로/로] 7[으로/로]"), "3이 4가 10으로 7로");
  assert.equal(withParticles("값 (0)[이/가] `undefined`[을/를] 50%[은/는]"), "값 (0)이 `undefined`를 50%는");
});

test("an entry whose placeholders, digits or code differ is named", () => {
  assert.deepEqual(
    catalogueDifferences({
      good: { "# of {a}": "{a}의 #", "`x` in 2": "2의 `x`" },
      bad: { "# of {a}": "{b}의 #", "in 2": "3에서" },
    }),
    ['"# of {a}" and "{b}의 #": other placeholders', '"in 2" and "3에서": numbers: lacks 2; adds 3'],
  );
});
