import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDiagrams } from "../../../lib/notebook/export/diagrams.js";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { codeCell, display, markdownCell, notebookOf } from "../exampleNotebook.js";

const fenced = (source: string) => `\`\`\`mermaid\n${source}\n\`\`\``;
const page = (source: string) =>
  exportHtml(notebookOf(markdownCell(fenced(source))), { sourceName: "x.ipynb", provenance: {} });

/** The SVG of a page's first diagram. */
function svgOf(html: string): string {
  const [, base64] = /class="diagram"><img src="data:image\/svg\+xml;base64,([^"]*)"/.exec(html) ?? [];
  return Buffer.from(base64 ?? "", "base64").toString();
}

test("diagrams are pictures that load nothing", async () => {
  const sources = [
    "flowchart LR\n  A[Cloud] --> B{Cold?}\n  B -->|yes| C[Snow]",
    "sequenceDiagram\n  Cloud->>Street: Snow",
    "stateDiagram-v2\n  [*] --> Cloud\n  Cloud --> Snow",
    "classDiagram\n  Snow <|-- Cloud",
    "erDiagram\n  CLOUD ||--o{ SNOW : drops",
  ];
  for (const source of sources) {
    const svg = svgOf(await page(source));
    assert.match(svg, /^<svg[\s\S]*(?:Cloud|CLOUD)[\s\S]*<\/svg>/, source);
    assert.match(svg, /Snow|SNOW/);
    assert.doesNotMatch(svg, /@import|https?:\/\/(?!www\.w3\.org)/);
    assert.match(
      svg,
      /<style>\s*text \{ font-family: 'Inter', 'Segoe UI'/,
      "nothing stands before the first rule",
    );
  }
});

test("what is not drawn is shown as it is written, with the reason", async () => {
  const html = await page('pie title Rain\n "<b>May</b>" : 3');
  assert.match(html, /shown as its source: “pie” is not drawn/);
  assert.match(html, /&quot;&lt;b&gt;May&lt;\/b&gt;&quot; : 3/);
  assert.match(await page(`flowchart LR\n${"A --> B\n".repeat(2000)}`), /more than 10000 characters/);
});

test("markup in a diagram stays inside its picture", async () => {
  const html = await page('flowchart LR\n  A["<script>alert(1)</script>"] --> B["x"]');
  assert.doesNotMatch(html, /<script>alert/);
});

test("diagrams in outputs are drawn; without any, nothing is loaded", async () => {
  const output = display({ "text/markdown": fenced("flowchart LR\n A --> B") });
  const html = await exportHtml(notebookOf(codeCell("1", [output])), {
    sourceName: "x.ipynb",
    provenance: {},
  });
  assert.match(svgOf(html), /<svg/);
  assert.equal(await loadDiagrams(notebookOf(markdownCell("no mermaid here"))), undefined);
});
