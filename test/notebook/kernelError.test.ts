import assert from "node:assert/strict";
import { test } from "node:test";
import { isLateThrow, parseError } from "../../lib/notebook/kernelError.js";

const cases: [title: string, printed: string, ename: string, evalue: string][] = [
  [
    "a synchronous throw, after node's excerpt of the source",
    "evalmachine.<anonymous>:2\nthrow new TypeError('no');\n^\n\nTypeError: no\n    at evalmachine.<anonymous>:2:7\n",
    "TypeError",
    "no",
  ],
  [
    "an awaited throw",
    "InputError: a.csv: no such file\n    at x (file:///a.js:1:1)\n",
    "InputError",
    "a.csv: no such file",
  ],
  [
    "a code and a message of several lines",
    "AssertionError [ERR_ASSERTION]: not equal:\n\n1 !== 2\n\n    at evalmachine.<anonymous>:3:8 {\n  code: 'X'\n}\n",
    "AssertionError",
    "not equal:\n\n1 !== 2",
  ],
  [
    "a throw in node's own code",
    "node:fs:448\n    return binding.readFileUtf8(path, flags);\n           ^\n\nError: ENOENT: no such file\n    at readFileSync (node:fs:448:20) {\n  errno: -2\n}\n",
    "Error",
    "ENOENT: no such file",
  ],
  [
    "a text that cannot be parsed",
    "<anonymous_script>:1\n{bad\n ^\n\nSyntaxError: Expected property name\n    at JSON.parse (<anonymous>)\n",
    "SyntaxError",
    "Expected property name",
  ],
  [
    "a throw in a callback, in node's own code",
    "UncaughtException: node:events:486\n      throw er; // Unhandled 'error' event\n      ^\n\nError: spawn nope ENOENT\n    at f (node:internal/x:1:1)\n",
    "Error",
    "spawn nope ENOENT (thrown with nobody waiting)",
  ],
  ["a thrown text that looks like a place", "node:fs:448\nmore\n", "Error", "node:fs:448"],
  ["an error without a stack", "[RangeError: far]\n", "RangeError", "far"],
  ["an error without a message", "Error\n    at evalmachine.<anonymous>:3:8\n", "Error", ""],
  ["a thrown text", "just text\n", "Error", "just text"],
  ["a thrown object", "{ a: 1,\n  b: 2 }\n", "Error", "{ a: 1,"],
  ["diagnostics", "1:7 - Type 'a'.\n2:1 - Cannot find b.\n", "TypeScriptError", "1:7 - Type 'a'."],
  [
    "a diagnostic of another file",
    "other.ts 1:7 - Type 'a'.\n",
    "TypeScriptError",
    "other.ts 1:7 - Type 'a'.",
  ],
  [
    "an unawaited rejection",
    "UnhandledPromiseRejection: Error: late\n    at evalmachine.<anonymous>:4:16\n",
    "Error",
    "late (rejected with nobody waiting)",
  ],
];
for (const [title, printed, ename, evalue] of cases)
  test(`error read back: ${title}`, () => {
    const error = parseError(printed);
    assert.deepEqual([error.ename, error.evalue], [ename, evalue]);
  });

test("the traceback keeps colours and the cell's lines, not the kernel's own", () => {
  const printed =
    "\u001b[31mError\u001b[39m: x\n    at f (file:///lib/a.js:1:1)\n    at Script.runInThisContext (node:vm:135:14)\n" +
    "    at Object.execute (/n/tslab/dist/executor.js:160:38)\n";
  assert.deepEqual(parseError(printed).traceback, [
    "\u001b[31mError\u001b[39m: x",
    "    at f (file:///lib/a.js:1:1)",
  ]);
});

test("only tslab's own words at the beginning make a late throw", () => {
  assert.ok(isLateThrow("UncaughtException: Error: x\n"));
  assert.ok(!isLateThrow("see UncaughtException: above\n"));
});
