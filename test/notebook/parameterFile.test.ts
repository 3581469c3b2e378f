import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { InputError } from "../../lib/base/errors.js";
import { parseParameterFile } from "../../lib/notebook/parameterFile.js";

test("YAML is typed as PyYAML, which papermill uses, types it", () => {
  // Expected values: what `yaml.safe_load` of PyYAML 6 gives, except for the date, which it makes an object.
  const text = [
    ...[
      "whole: 3",
      "real: 2.5",
      "hex: 0x10",
      "on: yes",
      "off: False",
      "none: ~",
      "quoted: '3'",
      "plain: a b",
    ],
    ...[
      "list: [1, two]",
      "nested: {a: {b: [true]}}",
      "day: 2024-05-06",
      "base: &b {x: 1}",
      "more: {<<: *b, y: 2}",
    ],
  ].join("\n");
  assert.deepEqual(
    parseParameterFile(text.replace("on: yes", "is_on: yes").replace("off: ", "is_off: "), "v.yaml"),
    {
      ...{ whole: 3, real: 2.5, hex: 16, is_on: true, is_off: false, none: null, quoted: "3", plain: "a b" },
      ...{
        list: [1, "two"],
        nested: { a: { b: [true] } },
        day: "2024-05-06",
        base: { x: 1 },
        more: { x: 1, y: 2 },
      },
    },
  );
});

test("what is written as JSON or as YAML is read as it was", () => {
  const values = fc.dictionary(fc.stringMatching(/^[A-Za-z_]\w{0,8}$/), fc.jsonValue({ maxDepth: 3 }));
  const sameZero = (value: unknown) => JSON.parse(JSON.stringify(value)); // JSON has no −0
  fc.assert(
    fc.property(values, (given) => {
      const expected = sameZero(given);
      assert.deepEqual(parseParameterFile(JSON.stringify(expected), "v.json"), expected);
      assert.deepEqual(parseParameterFile(stringify(expected, { version: "1.1" }), "v.yml"), expected);
    }),
    { numRuns: 100 },
  );
});

test("what is wrong is said in one line, with its place", () => {
  const wrong: readonly [string, string, RegExp][] = [
    ["a: 1\nb: [1, 2\nc: 3\n", "v.yaml", /^v\.yaml: line 3: not YAML: /],
    ["a: 1\na: 2\n", "v.yaml", /^v\.yaml: line 2: not YAML: Map keys must be unique/],
    ["a: *nobody", "v.yaml", /^v\.yaml: (?:line 1: )?not YAML: .*nobody/],
    ["- 1\n- 2\n", "v.yaml", /^v\.yaml: expected names and values/],
    ["", "v.yaml", /^v\.yaml: expected names and values/],
    ["a: .nan", "v.yaml", /^v\.yaml: a: found NaN, expected a value JSON can hold/],
    ["a: !!binary aGk=", "v.yaml", /^v\.yaml: a: found \w+, expected a value JSON can hold/],
    ['{"a": }', "v.json", /^v\.json: not JSON/],
    ["[1]", "v.json", /^v\.json: expected names and values/],
  ];
  for (const [text, path, message] of wrong)
    assert.throws(
      () => parseParameterFile(text, path),
      (error: unknown) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
});

test("aliases that multiply are refused", () => {
  const names = "abcdefghij".split("");
  const text = names.map(
    (name, index) => `${name}: &${name} [${index === 0 ? "x" : Array(9).fill(`*${names[index - 1]}`)}]`,
  );
  assert.throws(
    () => parseParameterFile(text.join("\n"), "v.yaml"),
    /^InputError: v\.yaml: not YAML: .*alias/i,
  );
});
