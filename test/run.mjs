// @ts-check
// Runs the compiled tests: `npm test` all of them, `npm test -- stats corpus` those whose path holds a word.
// Node 20 takes no glob patterns on its command line, hence the listing here.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const files = readdirSync(join(root, "dist", "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(", ")}\n`);
  process.exit(2);
}
// By default Node leaves a core free, so on two cores one file would wait for the other. The option is new in 20.10.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const concurrency = major > 20 || minor >= 10 ? ["--test-concurrency=2"] : [];
const { status } = spawnSync(
  process.execPath,
  [
    "--enable-source-maps",
    "--test",
    "--test-reporter=spec",
    "--test-timeout=300000", // ms a test: a hang is a failure, not a wait
    ...concurrency,
    ...files.map((file) => join("dist", "test", file)),
  ],
  { cwd: root, stdio: "inherit" },
);
process.exit(status ?? 1);
