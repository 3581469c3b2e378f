// Tables as people have them. Every form of one small table has to give the same cells; what is ambiguous is refused with
// what was found.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { fraction, isMissing, optional } from "../../lib/published/column.js";
import { parseCsv, readCsvFile } from "../../lib/published/csv.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "csv-"));
});
after(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array, name = "table.csv") {
  const path = join(folder, `${Math.random().toString(36).slice(2)}-${name}`);
  await writeFile(path, content);
  const table = await readCsvFile(path);
  return { ...table, cells: [table.header, ...table.rows.map(({ cells }) => cells)] };
}

const cells = [
  ["model", "regime", "imagenet", "imagenet_v2"],
  ["resnet18", "standard", "0.6976", "0.5714"],
  ["ViT-B-32/openai, zero-shot", "clip", "0.6332", "0.5592"],
  ["Modèle", "own", "0.7", ""],
];
const withCommas = cells
  .map((row) => row.map((cell) => (cell.includes(",") ? `"${cell}"` : cell)).join(","))
  .join("\n");
const joined = (separator: string) => cells.map((row) => row.join(separator)).join("\n");
const utf16 = (text: string, swapped: boolean) => {
  const bytes = Buffer.from(text, "utf16le");
  return swapped ? bytes.swap16() : bytes;
};

/** What it is, the file's bytes, and what the notes say. */
const forms: readonly (readonly [string, string | Uint8Array, ...RegExp[]])[] = [
  ["plain", withCommas],
  ["line ends of Windows", withCommas.replaceAll("\n", "\r\n")],
  ["line ends of old Macs", withCommas.replaceAll("\n", "\r")],
  ["the end mark of DOS", `${withCommas}\r\n\u001a`],
  ["a header that is a comment", `# ours\n# ${withCommas}`, /1 comment line$/],
  ["mixed line ends", withCommas.replace("\n", "\r\n").replace(/\n(?=Mod)/, "\r")],
  ["an empty line at the end, and two within", `${withCommas.replaceAll("\n", "\n\n")}\n\n`],
  ["UTF-8 with a mark", `\ufeff${withCommas}`],
  ["UTF-16, little end first", utf16(`\ufeff${withCommas}`, false)],
  ["UTF-16, big end first", utf16(`\ufeff${withCommas}`, true)],
  ["UTF-16 without a mark", utf16(withCommas, false)],
  ["UTF-16 without a mark, big end first", utf16(withCommas, true)],
  ["Latin-1", Buffer.from(withCommas, "latin1"), /not in UTF-8; read as Windows-1252/],
  ["gzip", gzipSync(withCommas)],
  [
    "gzip of UTF-16 with Windows' line ends",
    gzipSync(utf16(`\ufeff${withCommas.replaceAll("\n", "\r\n")}`, true)),
  ],
  ["semicolons", joined(";"), /separated by semicolons/],
  ["tabs", joined("\t"), /separated by tabs/],
  ["bars", joined("|"), /separated by vertical bars/],
  ["sep=", `sep=;\r\n${joined(";").replaceAll("\n", "\r\n")}`, /semicolons/],
  ["sep=, with commas", `"sep=,"\n${withCommas}`],
  [
    "comments above and between",
    `# from a paper\n#\n${withCommas.replace("\nMod", "\n# ours\nMod")}`,
    /3 comment lines$/,
  ],
  [
    "an index that pandas wrote",
    withCommas
      .split("\n")
      .map((line, at) => `${at ? at - 1 : ""},${line}`)
      .join("\n"),
    /numbers the rows/,
  ],
  [
    "an index with gaps",
    withCommas
      .split("\n")
      .map((line, at) => `${at ? 7 * at : ""},${line}`)
      .join("\n"),
    /numbers the rows/,
  ],
  [
    "a comma at the end of each row",
    withCommas
      .split("\n")
      .map((line, at) => (at ? `${line},` : line))
      .join("\n"),
    /after the last column/,
  ],
  [
    "and of the header",
    withCommas
      .split("\n")
      .map((line) => `${line},,`)
      .join("\n"),
    /after the last column/,
  ],
  [
    "spaces around cells, also unbreakable ones",
    withCommas.replaceAll(/(?<!shot|openai),(?! )/g, " ,\u00a0 "),
  ],
  [
    "a Markdown table within a text",
    `Our results:\n\n${joined(" | ").replaceAll(/^|$/gm, "|").replace("\n", "\n|---|:--|--:|:-:|\n")}\n\nMore below.`,
    /a Markdown table/,
  ],
];

describe("one table, whatever its form", () => {
  for (const [what, content, ...notes] of forms)
    test(what, async () => {
      const table = await read(content);
      assert.deepEqual(table.cells, cells);
      assert.equal(table.notes.length, notes.length, table.notes.join("; "));
      for (const [at, note] of notes.entries()) assert.match(table.notes[at]!, note);
    });
});

/** What it is, its bytes, what the message says after the file's name. */
const refused: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ["nothing", "", /: the file is empty, expected a header line and rows$/],
  ["empty lines", "\n \n\n", /: the file is empty/],
  [
    "an Excel sheet",
    Buffer.from("PK\u0003\u0004rest of it"),
    /: not a text table but a zip archive, which is what \.xlsx/,
  ],
  [
    "an old Excel sheet",
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
    /an old Excel file; save the sheet as CSV$/,
  ],
  ["Parquet", Buffer.from("PAR1\u0015\u0004"), /a Parquet file/],
  ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4]), /compressed with zstd; unpack it, or use gzip$/],
  ["half a gzip file", gzipSync(withCommas).subarray(0, 40), /: damaged gzip \(.+\), expected a whole file$/],
  [
    "half a character of UTF-16",
    utf16(`\ufeff${withCommas}`, false).subarray(0, -1),
    /: damaged UTF-16LE text/,
  ],
  [
    "a NUL in a name",
    withCommas.replace("resnet", "res\0net"),
    /:2: a NUL character \(code 0\), expected text$/,
  ],
  [
    "UTF-8 by its mark, Latin-1 by its letters",
    Buffer.concat([Buffer.from("\ufeff"), Buffer.from(withCommas, "latin1")]),
    /damaged UTF-8 text/,
  ],
  [
    "row names that R wrote, without a header",
    withCommas.replace("model,", ""),
    /expect 3, got 4 on line 2 and every other; a column of row names needs a name/,
  ],
  [
    "HTML",
    "<!DOCTYPE html>\n<table></table>",
    /: HTML or XML, expected a table with a header line and rows$/,
  ],
  ["JSON", '[{"model": "a"}]', /: JSON, expected a table/],
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", /a Git LFS pointer/],
  ["a short row", `${withCommas}\nshort,own\n`, /: Invalid Record Length: expect 4, got 2 on line 5$/],
  ["a long row", `${withCommas}\na,b,0.5,0.4,0.3\n`, /: Invalid Record Length: expect 4, got 5 on line 5$/],
  ["a quote left open", `${withCommas}\n"open,own,0.7,0.6\n`, /: Quote Not Closed: .* at line 5$/],
  [
    "a quote within a cell",
    withCommas.replace("resnet18", '=LINK("x")'),
    /: Invalid Opening Quote: .* line 2/,
  ],
  [
    "a column of names without a name",
    withCommas.replace("model", ""),
    /:1: column 1 has no name, expected one in the header line$/,
  ],
  [
    "a column twice",
    withCommas.replace("regime", "imagenet"),
    /:1: column "imagenet" appears twice, expected once$/,
  ],
];

describe("what is no table, or not one alone, is refused", () => {
  for (const [what, content, message] of refused)
    test(what, async () => {
      await assert.rejects(read(content), (error: Error) => {
        assert.equal(error.name, "InputError");
        assert.match(error.message, message);
        return true;
      });
    });
});

test("line numbers count the lines of the file: comments, empty lines and line breaks in quotes", () => {
  const text = '# one\nmodel,x\n\n"two\nlines",0.5\r\nlast,0.6\r\n';
  assert.deepEqual(
    parseCsv(text, "t.csv").rows.map(({ line, cells: [name] }) => [line, name]),
    [
      [4, "two\nlines"],
      [6, "last"],
    ],
  );
});

test("separators within names do not count, if another one parts all lines evenly", () => {
  const table = parseCsv("model,top-1 (a;b;c;d)\nr;s;t,0.5\nu,0.6\n", "t.csv");
  assert.deepEqual(table.header, ["model", "top-1 (a;b;c;d)"]);
  assert.deepEqual(parseCsv("model;x, y, z\na;0,5\nb;0,6\n", "t.csv").header, ["model", "x, y, z"]);
});

test("a name that starts with # is a row, not a comment", () => {
  assert.deepEqual(parseCsv("model,x\n#1,0.5\n# why,\n", "t.csv").rows.length, 2);
});

test("cells of any content survive quoting, in each separator and line end", () => {
  // Outside: what is trimmed, and what makes a first cell a comment or an index.
  const content = fc.string().filter((cell) => cell.trim() === cell && !/[\0\r\ufeff]/.test(cell));
  const name = content.filter((cell) => cell !== "" && !/^[#\d]/.test(cell));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, content), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n"),
      (rows, separator, end) => {
        const quoted = rows.map((row) =>
          row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator),
        );
        const table = parseCsv([`model${separator}x`, ...quoted].join(end), "t.csv");
        assert.deepEqual(
          table.rows.map(({ cells }) => cells),
          rows,
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("fractions: percent signs and decimal commas where they can be nothing else", () => {
  for (const [cell, value] of [
    ["0.633", 0.633],
    [".633", 0.633],
    ["6.33e-1", 0.633],
    ["63.3%", 0.633],
    ["63.3 %", 0.633],
    ["69.76%", 0.6976],
    ["100%", 1],
    ["0,633", 0.633],
    ["63,3%", 0.633],
    ["69,7600%", 0.6976],
  ] as const)
    assert.equal(fraction.parse(cell), value, cell);
  for (const cell of [
    "63.3",
    "63,3",
    "1,234",
    "69,760%",
    "101%",
    "-1%",
    "%",
    "inf",
    "Infinity",
    "0x1",
    "1e",
    "0.5.1",
    "0.5*",
    "ab",
  ])
    assert.equal(fraction.parse(cell), undefined, cell);
});

test("missing values", () => {
  for (const cell of [
    "",
    " ",
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "<NA>",
    "NaN",
    "nan",
    "None",
    "NULL",
    "null",
    "-",
    "–",
    "—",
  ]) {
    assert.ok(isMissing(cell), cell);
    assert.equal(optional(fraction).parse(cell), null, cell);
  }
  for (const cell of ["0", "no", "inf", "0.5", "none of it"]) assert.ok(!isMissing(cell), cell);
});
