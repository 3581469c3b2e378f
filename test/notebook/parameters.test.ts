import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeParameters,
  injectParameters,
  type Parameters,
  parseParameters,
  shareParameters,
} from "../../lib/notebook/parameters.js";
import { codeCell, makeNotebook } from "./makeNotebook.js";

const defaults = [
  'const scale: "quick" | "full" = "full"; // how much',
  "let seeds = 3, rate = -0.5;",
  'const title = "a", live = true;',
  'const mode = "x" as "x" | "y";',
  "const list: number[] = [1];",
  "const table = { a: 1 };",
  "function notAParameter() {}",
].join("\n");
const notebook = makeNotebook(["const before = 1;", codeCell(defaults, "parameters"), "seeds;"]);

/** Lines of the injected cell, without its comment. */
function injected(parameters: Parameters): string[] {
  const cells = injectParameters(notebook, parameters, "n.ipynb").cells;
  assert.deepEqual(
    cells.map((cell) => cell.id),
    ["c1", "c2", "injected-parameters", "c3"],
  );
  return cells[2]!.source.split("\n").slice(1);
}

test("values take the declared types", () => {
  const given = [
    "scale=quick",
    "seeds=5",
    "rate=1e-3",
    "title=7",
    "live=false",
    "mode=y",
    "list=[2,3]",
    'table={"a":2}',
  ];
  assert.deepEqual(injected(parseParameters(given)), [
    'let scale: "quick" | "full" = "quick";',
    "let seeds: number = 5;",
    "let rate: number = 0.001;",
    'let title: string = "7";',
    "let live: boolean = false;",
    'let mode: "x" | "y" = "y";',
    "let list: number[] = [2,3];",
    'let table = {"a":2};',
  ]);
  assert.deepEqual(injected({ seeds: 5, live: false }), [
    "let seeds: number = 5;",
    "let live: boolean = false;",
  ]);
});

test("bigints and unions, too: a value becomes the first member that takes it", () => {
  const cell = codeCell(
    'let big = 10n;\nlet owner: string | null = null;\nlet limit: number | "none" = "none"; // at most\nlet either: string | number = 1;',
    "parameters",
  );
  const lines = (...options: string[]) =>
    injectParameters(makeNotebook([cell]), parseParameters(options), "n.ipynb")
      .cells[1]!.source.split("\n")
      .slice(1);
  assert.deepEqual(lines("big=-90071992547409931", "owner=null", "limit=5", "either=7"), [
    "let big: bigint = -90071992547409931n;",
    "let owner: string | null = null;",
    'let limit: number | "none" = 5;',
    "let either: string | number = 7;",
  ]);
  assert.deepEqual(lines("owner=5", "limit=none"), [
    'let owner: string | null = "5";',
    'let limit: number | "none" = "none";',
  ]);
  assert.throws(() => lines("big=1.5"), /"big": "1\.5" is not a whole number/);
  assert.throws(() => lines("limit=some"), /"limit": "some" is not of the type number \| "none"/);
  assert.deepEqual(describeParameters(makeNotebook([cell]))[2], {
    name: "limit",
    type: 'number | "none"',
    default: '"none"',
    help: "at most",
  });
});

test("text from outside never becomes code", () => {
  assert.deepEqual(injected({ title: '"; process.exit(); "' }), [
    'let title: string = "\\"; process.exit(); \\"";',
  ]);
});

test("a second injection replaces the first, none leaves the notebook as it is", () => {
  const once = injectParameters(notebook, { seeds: 1 }, "n.ipynb");
  const twice = injectParameters(once, { seeds: 2 }, "n.ipynb");
  assert.equal(twice.cells.length, 4);
  assert.match(twice.cells[2]!.source, /= 2;/);
  assert.equal(injectParameters(notebook, {}, "n.ipynb"), notebook);
});

const bad: [parameters: Parameters, message: RegExp][] = [
  [
    { sclae: "quick" },
    /^n\.ipynb: unknown parameter "sclae", expected one of scale, seeds, rate, title, live, mode, list, table$/,
  ],
  [{ seeds: "many" }, /^n\.ipynb: parameter "seeds": "many" is not a number$/],
  [{ live: "1" }, /^n\.ipynb: parameter "live": "1" is not a boolean$/],
  [{ scale: "huge" }, /^n\.ipynb: parameter "scale": "huge" is not one of quick, full$/],
  [{ list: "x" }, /^n\.ipynb: parameter "list": "x" is not a list of type number\[\] in JSON$/],
  [{ list: '[1, "2"]' }, /parameter "list": .* is not a list of type number\[\]: it holds "2"$/],
  [{ list: 3 }, /parameter "list": 3 is not a list/],
  [{ notAParameter: 1 }, /unknown parameter "notAParameter"/],
];
for (const [parameters, message] of bad)
  test(`refused: ${JSON.stringify(parameters)}`, () => {
    assert.throws(() => injectParameters(notebook, parameters, "n.ipynb"), { name: "InputError", message });
  });

test("lists and objects are told by their type or their default", () => {
  const source =
    "let a: readonly string[] = [];\nlet b: Array<boolean> = [];\nlet c: Record<string, number> = {};\n" +
    "let d: { x: number } = { x: 1 };\nlet e = [1];\nlet f = { x: 1 };\nlet g: Date[] = [];\nlet h: Options = {};";
  const set = (parameters: Parameters) =>
    injectParameters(makeNotebook([codeCell(source, "parameters")]), parameters, "n.ipynb").cells[1]!.source;
  for (const [name, good, wrong] of [
    ["a", '["x"]', "[1]"],
    ["b", "[true]", "true"],
    ["c", '{"x":1}', "[]"],
    ["d", '{"x":1}', "null"],
    ["e", '["any"]', "1"],
    ["f", "{}", "x"],
    ["g", "[1]", "{}"],
  ] as const) {
    assert.ok(set({ [name]: good }).includes(`= ${JSON.stringify(JSON.parse(good))};`), name);
    assert.throws(() => set({ [name]: wrong }), { name: "InputError" }, name);
  }
  assert.match(set({ h: "x" }), /let h: Options = "x";/, "the compiler decides");
});

test("refused: a notebook without a parameters cell, and options that are no name=value", () => {
  const plain = makeNotebook(["1"]);
  assert.throws(
    () => injectParameters(plain, { a: 1 }, "p.ipynb"),
    /^InputError: p\.ipynb: no code cell is tagged/,
  );
  assert.throws(() => parseParameters(["scale"]), /^InputError: parameter "scale": expected name=value/);
  assert.throws(() => parseParameters(["2x=1"]), /expected name=value/);
  assert.throws(() => parseParameters(["a=1", "a=2"]), /"a" is given twice/);
});

test("several notebooks share parameters: each takes its own, a name that none declares is refused", () => {
  const other = makeNotebook([codeCell("let draws = 1, seeds = 2;", "parameters")]);
  const [all, paths] = [
    [notebook, other, makeNotebook(["1"])],
    ["n.ipynb", "o.ipynb", "p.ipynb"],
  ];
  assert.deepEqual(shareParameters(all, { seeds: "3", draws: "4" }, paths), [
    { seeds: "3" },
    { seeds: "3", draws: "4" },
    {},
  ]);
  assert.throws(() => shareParameters(all, { drawz: "4" }, paths), {
    name: "InputError",
    message: /^unknown parameter "drawz", expected one of scale, .*, draws$/,
  });
  assert.throws(
    () => shareParameters(all, { draws: "many" }, paths),
    /^InputError: o\.ipynb: parameter "draws"/,
  );
});
