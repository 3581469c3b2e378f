// TensorFlow.js's own tests of its operations, run on the captured kernels:
//   npm run --silent build && node dist/test/longer/tfjsOps.js [--failures] [WORD…]
// prints the share that passes, and of the others why. WORDs choose files by name.

import { readdirSync } from "node:fs";
import { createRequire, register } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { inPackage } from "../../lib/base/files.js";

const require = createRequire(import.meta.url);
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const backend = process.env.OPS_BACKEND ?? "captured-eager";

interface SpecResult {
  fullName: string;
  status: string;
  failedExpectations: { message: string }[];
}

const jasmineCore = require("jasmine-core") as {
  boot(): { getEnv(): JasmineEnv };
};
interface JasmineEnv {
  configure(options: object): void;
  addReporter(reporter: object): void;
  execute(): Promise<unknown>;
}
const environment = jasmineCore.boot().getEnv();
Object.assign(globalThis, { require }); // tfjs-core's test helpers ask for jasmine-core by it

register(pathToFileURL(inPackage("test", "longer", "extensionless.mjs")));
await import("./eagerBackend.js");
const core = join(dirname(require.resolve("@tensorflow/tfjs-core/package.json")), "dist");
const { setTestEnvs } = (await import(pathToFileURL(join(core, "jasmine_util.js")).href)) as {
  setTestEnvs(environments: object[]): void;
};
setTestEnvs([{ name: "captured", backendName: backend, flags: {}, isDataSync: true }]);
await import(pathToFileURL(join(core, "index.js")).href);
await import(pathToFileURL(join(core, "public/chained_ops/register_all_chained_ops.js")).href);
await import(pathToFileURL(join(core, "register_all_gradients.js")).href);
const files = readdirSync(join(core, "ops"))
  .filter((file) => file.endsWith("_test.js"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
for (const file of files) await import(pathToFileURL(join(core, "ops", file)).href);

const results: SpecResult[] = [];
environment.configure({ random: false, failSpecWithNoExpectations: false });
environment.addReporter({ specDone: (result: SpecResult) => results.push(result) });
await environment.execute();

/** Why a spec fails, where that is a stated limit of captured graphs. */
function limit({ fullName, failedExpectations }: SpecResult): string {
  const text = failedExpectations.map((one) => one.message).join("\n");
  if (/complex|fft|stft/i.test(text) || /complex|fft|stft/i.test(fullName)) return "complex numbers";
  if (/dtype string|string/i.test(text)) return "text";
  const refused = /refused: (\w+): ([^.'\n]*)/.exec(text);
  if (refused) return refused[2]!;
  return "";
}

const ran = results.filter((result) => result.status === "passed" || result.status === "failed");
const failed = ran.filter((result) => result.status === "failed");
const reasons = new Map<string, SpecResult[]>();
for (const result of failed) {
  const reason = limit(result);
  reasons.set(reason, [...(reasons.get(reason) ?? []), result]);
}
const limits = failed.filter((result) => limit(result) !== "").length;
const passed = ran.length - failed.length;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
console.log(`${files.length} files, ${ran.length} tests: ${passed} pass (${percent(passed / ran.length)})`);
console.log(
  `of the ${ran.length - limits} within the limits below: ${percent(passed / (ran.length - limits))}`,
);
for (const [reason, list] of [...reasons].sort((a, b) => b[1].length - a[1].length))
  console.log(`${String(list.length).padStart(5)}  ${reason || "fail"}`);
if (process.argv.includes("--failures"))
  for (const result of reasons.get("") ?? [])
    console.log(
      `${result.fullName}\n    ${result.failedExpectations[0]?.message.split("\n").slice(0, 2).join(" ").slice(0, 260)}`,
    );
