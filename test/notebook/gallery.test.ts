import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { sanitizeHtml } from "../../lib/notebook/export/sanitize.js";
import { galleryHtml, galleryText } from "../../lib/notebook/gallery.js";

const png = Buffer.from("not really a picture");
const rows = [
  { title: "a <b>", items: [{ pictures: [png, png], lines: ["4 bits", '"quoted"'] }, undefined] },
  { title: "c", items: [{ pictures: [png], lines: ["alone"] }] },
];

test("rows of pictures with their lines survive the report's sanitiser; a gap is a dash", () => {
  const page = new JSDOM(sanitizeHtml(galleryHtml(rows, { caption: "Pairs", side: 40 }))).window.document;
  assert.equal(page.querySelector("caption")!.textContent, "Pairs");
  assert.deepEqual(
    [...page.querySelectorAll("th")].map((head) => head.textContent),
    ["a <b>", "c"],
  );
  const pictures = [...page.querySelectorAll("img")];
  assert.equal(pictures.length, 3);
  const source = `data:image/png;base64,${png.toString("base64")}`;
  for (const picture of pictures) assert.equal(picture.getAttribute("src"), source);
  // The lines below say it.
  for (const picture of pictures) assert.equal(picture.getAttribute("alt"), "");
  assert.equal(pictures[0]!.getAttribute("width"), "40");
  assert.equal(page.querySelectorAll("td")[1]!.textContent, "–");
});

test("without titles there is no title column", () => {
  const page = new JSDOM(galleryHtml([{ items: [{ pictures: [png], lines: ["x"] }] }])).window.document;
  assert.equal(page.querySelectorAll("th").length, 0);
});

test("the same in words", () => {
  assert.equal(galleryText(rows, { caption: "Pairs" }), 'Pairs\na <b>: 4 bits, "quoted" | –\nc: alone');
});
