import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "../../../lib/notebook/translation/compare.js";

const same = (english: string, korean: string) => assert.deepEqual(differences(english, korean), []);

test("numbers may change their order and their unit, not their value", () => {
  same("It loses 9 to 14 points, 11.5% on average.", "평균 11.5%, 9~14포인트를 잃습니다.");
  same(
    "400 million images, 1.28 million of them labelled",
    "이미지 4억 장, 그 가운데 레이블 달린 것 128만 장",
  );
  same("2, 4 and 15 million pairs", "200만, 400만, 1,500만 쌍");
  same("Five models, a quarter of them in two minutes", "모델 5개, 그 4분의 1을 2분에");
  same("on V2 only", "V2만");
  assert.deepEqual(differences("It scores 63.3%.", "63.4%를 얻습니다."), ["numbers: lacks 63.3; adds 63.4"]);
  assert.deepEqual(differences("5 and 5", "5"), ["numbers: lacks 5"]);
  assert.deepEqual(differences("400 million", "4만"), ["numbers: lacks 400000000; adds 40000"]);
});

test("formulas, code, links, headings and tags are the same", () => {
  same(
    "## Title\n\nSee [00](00-x.ipynb#part), `draws = 200` and $\\rho$.\n\n$$a\n= 1$$",
    "## 제목\n\n`draws = 200`과 $\\rho$는 [노트북 00](00-x.ipynb#part)에 있습니다.\n\n$$a = 1$$",
  );
  assert.deepEqual(differences("`a` and $x_1$", "`b`와 $x_2$"), [
    "code: lacks a; adds b",
    "formulas: lacks x_1; adds x_2",
  ]);
  assert.deepEqual(differences("[a](01-a.ipynb)", "[a](02-a.ipynb)"), [
    "links: lacks 01-a.ipynb; adds 02-a.ipynb",
  ]);
  assert.deepEqual(differences("## A\n\n### B", "### A\n\n## B"), ["headings: other order"]);
  assert.deepEqual(differences("<details>x</details>", "x"), ["tags: lacks details, details"]);
  assert.deepEqual(differences("```sh\nnpm test\n```", "```sh\nnpm run test\n```"), [
    "code: lacks ```sh\nnpm test\n```; adds ```sh\nnpm run test\n```",
  ]);
});
