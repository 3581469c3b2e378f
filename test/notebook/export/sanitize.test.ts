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
    '<p>x</p><iframe src="https://example.org"></iframe>',
    "<p>x</p><style>body{display:none}</style>",
    '<p onclick="alert(1)">x</p>',
    '<p style="background:url(https://example.org/a.png)">x</p>',
  ];
  for (const html of cases) assert.equal(sanitizeHtml(html), "<p>x</p>");
  assert.equal(sanitizeHtml('<form action="/"><button>x</button></form>'), "x");
  assert.equal(sanitizeHtml('<a href="javascript:alert(1)">x</a>'), "<a>x</a>");
  assert.equal(sanitizeHtml('<a href="https://example.org">x</a>'), '<a href="https://example.org">x</a>');
});

test("pictures from elsewhere lose their address, embedded ones keep it", () => {
  assert.equal(sanitizeHtml('<img src="https://example.org/a.png" alt="a">'), '<img alt="a">');
  assert.equal(
    sanitizeHtml('<img src="data:image/png;base64,AAAA">'),
    '<img src="data:image/png;base64,AAAA">',
  );
});

test("unbalanced tags cannot close the page around them", () => {
  assert.equal(sanitizeHtml("</div></main><div><b>x"), "<div><b>x</b></div>");
});
