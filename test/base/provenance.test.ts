import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { provenance } from "../../lib/base/provenance.js";

test("provenance names the versions in use", () => {
  const found = provenance();
  const installed = (name: string) =>
    (JSON.parse(readFileSync(inPackage("node_modules", name, "package.json"), "utf8")) as { version: string })
      .version;
  assert.equal(found.node, process.version);
  assert.equal(found.packages["@tensorflow/tfjs"], installed("@tensorflow/tfjs"));
  assert.equal(found.packages["plotly.js"], installed("plotly.js"));
  assert.match(found.commit, /^([0-9a-f]{12}(\+changes)?|unknown)$/);
  assert.match(found.lockfile, /^[0-9a-f]{12}$/);
});
