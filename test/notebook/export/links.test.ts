import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTarget } from "../../../lib/notebook/export/links.js";

test("a link to a page beside the reports leads there, and only such a link", () => {
  assert.deepEqual(linkTarget("../reports/lab.html#question=02"), {
    kind: "report",
    href: "lab.html#question=02",
  });
  assert.deepEqual(linkTarget("02-x.ipynb#part"), { kind: "report", href: "02-x.html#part" });
  for (const elsewhere of [
    "../reports/a/lab.html",
    "../reports/../lab.html",
    "../reports/../../lab.html",
    "../reports/lab.js",
    "../other/lab.html",
  ])
    assert.equal(linkTarget(elsewhere).kind, "file", elsewhere);
});
