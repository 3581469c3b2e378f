import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMermaid } from "beautiful-mermaid";
import { readableFlowchart } from "../../../lib/notebook/export/flowcharts.js";

const count = (source: string) => parseMermaid(source).edges.length;

/** What is drawn of a source: `A>B:label`, with `-` for a line without a head. */
function drawn(source: string): string[] {
  const { edges } = parseMermaid(readableFlowchart(source, count));
  return edges.map(
    (edge) =>
      `${edge.source}${edge.hasArrowEnd ? ">" : "-"}${edge.target}${edge.label ? `:${edge.label}` : ""}`,
  );
}

// Each as Mermaid's own documentation of flowcharts and states reads it.
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["A-->B", ["A>B"]],
  ["A --> B-->C", ["A>B", "B>C"]],
  ["A---B", ["A-B"]],
  ["A ----> B", ["A>B"]],
  ["A-----B", ["A-B"]],
  ["A====>B", ["A>B"]],
  ["A-..->B", ["A>B"]],
  ["A-.-B", ["A-B"]],
  ["A --yes--> B", ["A>B:yes"]],
  ["A-- two words -->B", ["A>B:two words"]],
  ["A==yes==>B", ["A>B:yes"]],
  ["A-. yes .->B", ["A>B:yes"]],
  ["A -->|yes| B", ["A>B:yes"]],
  ["A--> |a--b| B", ["A>B:a--b"]],
  ["us-east-->eu-west", ["us-east>eu-west"]],
  ["A & B-->C", ["A>C", "B>C"]],
  ['A["x --> y; z"]-->B', ["A>B"]],
  ["A[x--y]-->B{z?}", ["A>B"]],
  ["A:::bold-->B", ["A>B"]],
  ["A-->B; B-->C;", ["A>B", "B>C"]],
];
for (const [line, expected] of cases)
  test(`flowchart: ${line}`, () => assert.deepEqual(drawn(`flowchart LR\n  ${line}`), expected));

test("labels stay as they are; comments and a semicolon after the header are left out", () => {
  assert.deepEqual(drawn("graph TD;\n  A-->B\n  %% B-->C\n"), ["A>B"]);
  const { nodes } = parseMermaid(readableFlowchart('flowchart LR\nA["x --> y"]---B[c--d]', count));
  assert.deepEqual(
    [...nodes.values()].map((node) => node.label.replaceAll('"', "")),
    ["x --> y", "c--d"],
  );
});

test("states have their own arrows and labels", () => {
  assert.deepEqual(drawn("stateDiagram-v2\n  A-->B: go; then --> stop\n  B --> A"), [
    "A>B:go; then --> stop",
    "B>A",
  ]);
});

test("a line of which something would be left out is named", () => {
  for (const line of [
    "A --x B",
    "A --o B",
    "A ~~~ B",
    "A@{ shape: rect } --> B",
    "A@{ shape: rect }",
    "Größe --> B",
  ])
    assert.throws(
      () => drawn(`flowchart LR\n  X --> Y\n  ${line}`),
      { message: `this line is not understood: ${line}` },
      line,
    );
});

test("a note beside a state would be left out, and is named", () => {
  assert.throws(() => drawn("stateDiagram-v2\n  A --> B\n  note right of A: text"), /note right of A: text/);
});

test("other diagrams are left alone", () => {
  const source = "sequenceDiagram\n  A->>B: x --> y";
  assert.equal(readableFlowchart(source, count), source);
});
