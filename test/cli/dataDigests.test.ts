import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { digestFaults, digestsPath } from "../../lib/cli/dataDigests.js";

const list = await readFile(digestsPath, "utf8");

test("the tables in data/ are those whose digests are listed", async () => {
  // After a change that is meant: npm run robustness -- data-digests --update
  assert.deepEqual(await digestFaults(list), []);
  for (const table of ["published/accuracies.csv", "published/testbed.csv", "corpus/sources.json"]) {
    const bytes = await readFile(inPackage("data", table));
    assert.ok(list.includes(`${createHash("sha256").update(bytes).digest("hex")}  ${table}\n`), table);
  }
});

test("a table that was changed, added or removed is named", async () => {
  const line = /^([0-9a-f]{64}) {2}published\/accuracies\.csv$/m;
  const [whole, digest] = line.exec(list)!;
  const other = `${digest![0] === "0" ? "1" : "0"}${digest!.slice(1)}`;
  const cases: [string, RegExp][] = [
    [list.replace(digest!, other), /^data\/published\/accuracies\.csv: digest [0-9a-f]{16}…, expected/],
    [list.replace(`${whole}\n`, ""), /^data\/published\/accuracies\.csv: not listed in DIGESTS$/],
    [list.replace(whole, `${whole}\n${digest}  corpus/none.csv`), /^data\/corpus\/none\.csv: no such file/],
  ];
  for (const [changed, message] of cases) {
    const faults = await digestFaults(changed);
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, message);
  }
  assert.ok((await digestFaults("")).length > 10); // a list that was emptied
});
