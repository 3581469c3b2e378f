import assert from "node:assert/strict";
import { test } from "node:test";
import { phrasebook } from "../../../lib/notebook/export/browser/phrasebook.js";
import { tableHtml } from "../../../lib/notebook/table.js";
import { Catalogue } from "../../../lib/notebook/translation/catalogue.js";
import { headingsOf, translateNotebook } from "../../../lib/notebook/translation/translateNotebook.js";
import { widgetMime } from "../../../lib/notebook/widget.js";
import { codeCell, display, markdownCell, notebookOf } from "../exampleNotebook.js";

const plotly = "application/vnd.plotly.v1+json";
const messages = {
  all: {
    rain: "비",
    city: "도시",
    "rain in mm": "강수량(mm)",
    "Rain of a week": "한 주의 비",
    "# days": "#일",
    dry: "마름",
  },
};

test("prose, slides and outputs are translated; code, ids and numbers stay", () => {
  const prose = markdownCell("## Rain\n\nText.", { slide: { text: "## Rain" } });
  const figure = {
    data: [
      { name: "rain", x: ["dry", "wet"], y: [1, 2], meta: { columns: ["city"] }, marker: { color: "rain" } },
    ],
    layout: { title: { text: "Rain of a week" }, xaxis: { title: { text: "rain in mm" } } },
  };
  const code = codeCell("// rain\ndraw()", [
    display({ [plotly]: figure, "image/png": "AAAA", "text/plain": "Rain of a week" }),
    display({ "text/html": tableHtml([{ city: "dry <b>", rain: 3 }], { caption: "Rain of a week" }) }),
    { output_type: "stream", name: "stdout", text: "7 days\n" },
  ]);
  const translation = new Map([
    [`cell ${prose.id}`, { text: "## 비\n\n50%입니다(예).", of: undefined }],
    [`slide ${prose.id}`, { text: "## 비", of: undefined }],
  ]);
  const original = notebookOf(prose, code);
  const before = structuredClone(original);
  const catalogue = new Catalogue(messages);
  const { notebook, missing } = translateNotebook(original, translation, catalogue);
  assert.deepEqual(original, before, "the original is left as it was");
  assert.deepEqual([missing, [...catalogue.missing]], [[], []]);
  const [shown, drawn] = notebook.cells;
  // A word joiner keeps the particle at its sign.
  assert.equal(shown!.source, "## 비\n\n50%\u2060입니다(예).");
  assert.deepEqual(shown!.metadata, { slide: { text: "## 비" }, headings: ["Rain"] });
  assert.deepEqual([drawn!.id, drawn!.source], [code.id, code.source]);
  const [first, second, third] = (drawn as typeof code).outputs as unknown as {
    data: Record<string, unknown>;
  }[];
  assert.deepEqual(first!.data[plotly], {
    data: [
      { name: "비", x: ["마름", "wet"], y: [1, 2], meta: { columns: ["도시"] }, marker: { color: "rain" } },
    ],
    layout: { title: { text: "한 주의 비" }, xaxis: { title: { text: "강수량(mm)" } } },
  });
  assert.equal("image/png" in first!.data, false, "the picture shows the original's words");
  assert.match(
    String(second!.data["text/html"]),
    /<caption>한 주의 비<\/caption>[\s\S]*도시[\s\S]*마름 &lt;b&gt;/,
  );
  assert.deepEqual(third, { output_type: "stream", name: "stdout", text: "7일\n" });
});

test("phrases of a widget are the entries as they stand, with their places; figures of its choice are translated", () => {
  const widget = {
    kind: "k",
    title: "rain",
    description: "dry",
    messages: { name: "city" },
    phrases: { "# days": "# days", rain: "rain", "7 days": "7 days" },
    data: { figures: [{ name: "a", figure: { data: [{ name: "rain" }] } }], left: "rain" },
  };
  const original = notebookOf(codeCell("show()", [display({ [widgetMime]: widget })]));
  const { notebook } = translateNotebook(original, new Map(), new Catalogue(messages));
  const [output] = (notebook.cells[0] as ReturnType<typeof codeCell>).outputs as unknown as {
    data: Record<string, unknown>;
  }[];
  const translated = {
    kind: "k",
    title: "비",
    description: "마름",
    messages: { name: "도시" },
    phrases: { "# days": "#일", rain: "비", "7 days": "7일" },
    data: { figures: [{ name: "a", figure: { data: [{ name: "비" }] } }], left: "rain" },
  };
  assert.deepEqual(output!.data[widgetMime], translated);
  const { tell, figure } = phrasebook(translated.phrases);
  assert.equal(tell("12 days"), "12일");
  assert.deepEqual(figure({ data: [{ name: "rain", y: [1] }] }), { data: [{ name: "비", y: [1] }] });
  const english = { data: [] };
  assert.equal(phrasebook(widget.phrases).figure(english), english, "English stays as it is");
});

test("a cell without a translation stays and is named", () => {
  const cell = markdownCell("Text.");
  const { notebook, missing } = translateNotebook(notebookOf(cell), new Map(), new Catalogue({}));
  assert.deepEqual(missing, [`cell ${cell.id}`]);
  assert.equal(notebook.cells[0]!.source, "Text.");
});

test("headings are those of the text, not of its code", () => {
  assert.deepEqual(headingsOf("# A\n\n```sh\n# no heading\n```\n\n### B `c` #\n"), ["A", "B `c`"]);
});
