// TensorFlow.js's own tests of its operations, run on the captured kernels:
//   node dist/test/longer/tfjsOps.js [--failures] [WORD…]
// prints the share that passes, and of the others why; takes some minutes. WORDs choose files by name. Ends with 1 if a
// test fails for no known reason, which --failures shows. OPS_BACKEND=cpu judges the cpu backend instead.

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
const files = readdirSync(join(core, "ops"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("_test.js"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
for (const file of files) await import(pathToFileURL(join(core, "ops", file)).href);

const results: SpecResult[] = [];
environment.configure({ random: false, failSpecWithNoExpectations: false });
environment.addReporter({ specDone: (result: SpecResult) => results.push(result) });
await environment.execute();

/** Failures that are differences of opinion, or numbers that a 32-bit float cannot hold; each looked at. */
const known: Readonly<Record<string, string>> = {
  "avgPool captured {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit":
    "the gradient of a mean at a border is that of what was computed; TensorFlow.js divides by the whole window",
  "exp captured {} int32": "the expected value has more digits than a 32-bit float",
  "tan captured {} numbers exceed float32 precision":
    "the expected value has more digits than a 32-bit float",
  "gather captured {} throws when index is out of bound": "throws as it should, in onnxruntime's words",
};

/** Why a spec fails, where that is a stated limit of captured graphs. */
function limit({ fullName, failedExpectations }: SpecResult): string {
  const text = failedExpectations.map((one) => one.message).join("\n");
  if (fullName in known) return known[fullName]!;
  const refused = /refused: (\w+): ([^.'\n]*)/.exec(text);
  if (refused) return refused[2]!;
  if (/dtype complex64|only supports float32|complex/.test(text) || /\b(i?r?fft|stft)/i.test(fullName))
    return "complex numbers have no counterpart in a graph";
  if (/dtype string cannot|text has no counterpart/.test(text)) return "text has no counterpart in a graph";
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
console.log(`${ran.length - passed - limits} fail without one of the reasons below`);
for (const [reason, list] of [...reasons].sort((a, b) => b[1].length - a[1].length))
  console.log(`${String(list.length).padStart(5)}  ${reason || "no reason known"}`);
if (process.argv.includes("--failures"))
  for (const result of reasons.get("") ?? [])
    console.log(
      `${result.fullName}\n    ${result.failedExpectations[0]?.message.split("\n").slice(0, 2).join(" ").slice(0, 260)}`,
    );
process.exitCode = ran.length - passed > limits ? 1 : 0;
