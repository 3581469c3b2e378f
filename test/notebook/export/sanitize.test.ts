import assert from "node:assert/strict";
import { test } from "node:test";
import { sanitizeHtml } from "../../../lib/notebook/export/sanitize.js";

test("a table keeps its structure, classes and spans", () => {
  const table =
    '<table class="t"><caption>ρ</caption><thead><tr><th scope="col">a</th></tr></thead>' +
    '<tbody><tr><td colspan="2" class="number">1</td></tr></tbody></table>';
  assert.equal(sanitizeHtml(table), table);
});

test("what would run, load, restyle or ask is left out", () => {
  const cases = [
    '<p>x</p><script>alert("1")</script>',
    "<p>x</p><style>body{display:none}</style>",
    '<p onclick="alert(1)">x</p>',
    '<p style="background:url(https://example.org/a.png)">x</p>',
  ];
  for (const html of cases) assert.equal(sanitizeHtml(html), "<p>x</p>");
  assert.equal(sanitizeHtml('<form action="/"><button>x</button></form>'), "x");
  assert.equal(sanitizeHtml('<a href="javascript:alert(1)">x</a>'), "<a>x</a>");
  assert.equal(sanitizeHtml('<a href="https://example.org">x</a>'), '<a href="https://example.org">x</a>');
});

test("what a reader would have seen and a report cannot show is named in its place", () => {
  const named = (what: string) =>
    `<span class="missing">Not shown: ${what} (a report holds text, pictures and figures)</span>`;
  assert.equal(
    sanitizeHtml('<iframe src="https://example.org/\'><b>"></iframe>'),
    named("frame https://example.org/'&gt;&lt;b&gt;"),
  );
  assert.equal(sanitizeHtml('<video><source src="a.mp4"></video>'), named("video a.mp4"));
});

test("pictures from elsewhere are named, embedded ones keep their address", () => {
  assert.equal(
    sanitizeHtml('<img src="https://example.org/a.png" alt="a">'),
    '<span class="missing">Not shown: picture “a” https://example.org/a.png (a report loads no files)</span>',
  );
  assert.equal(
    sanitizeHtml('<img src="data:image/png;base64,AAAA">'),
    '<img src="data:image/png;base64,AAAA">',
  );
});

test("unbalanced tags cannot close the page around them", () => {
  assert.equal(sanitizeHtml("</div></main><div><b>x"), "<div><b>x</b></div>");
});
