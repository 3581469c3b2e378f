import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { exportIndex, type ReportEntry } from "../../../lib/notebook/export/reportIndex.js";

const passed: ReportEntry = {
  file: "00-effective robustness.html",
  title: "ρ < baseline",
  summary: "What ρ is.",
  status: "passed",
  seconds: 41.26,
  date: "2026-01-31",
};

test("the list links each report, says what failed, and escapes what it shows", () => {
  const failed: ReportEntry = { ...passed, file: "01.html", title: "Size", status: "failed" };
  const page = new JSDOM(exportIndex([passed, failed])).window.document;
  const links = [...page.querySelectorAll("tbody a")];
  assert.deepEqual(
    links.map((link) => [link.getAttribute("href"), link.textContent]),
    [
      ["00-effective%20robustness.html", "ρ < baseline"],
      ["01.html", "Size"],
    ],
  );
  assert.match(page.querySelector("main p")!.textContent!, /1 of 2 reports did not run to the end/);
  assert.equal(page.querySelector(".status-failed")?.textContent, "failed");
  assert.match(page.querySelector("tbody tr")!.textContent!, /What ρ is\.passed41\.3 s2026-01-31/);
});

test("where all passed it says so", () => {
  assert.match(exportIndex([passed]), /Every notebook ran to its end/);
});
