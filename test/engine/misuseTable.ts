// Generates lib/engine/MISUSES.md, the table of messages. Run
//   node lib/ready.mjs && node --enable-source-maps dist/test/engine/misuseTable.js

import { pathToFileURL } from "node:url";
import { inPackage, writeAtomically } from "../../lib/base/files.js";
import { answerTo, misuses, withoutLine } from "./misuses.js";

export const misuseTablePath = inPackage("lib", "engine", "MISUSES.md");

/** The text of MISUSES.md, with the message that each misuse gets now. */
export async function misuseTable(): Promise<string> {
  const rows: string[] = [];
  for (const misuse of misuses) {
    const error = await answerTo(misuse);
    if (error === undefined) throw new Error(`${misuse.name}: no error`);
    rows.push(`| ${misuse.name} | ${withoutLine(error).replaceAll("|", "\\|")} |`);
  }
  return `# Errors for what cannot be captured

test/engine/misuseTable.ts generates this file: it captures each of these step functions and writes down the message of the
CaptureError. LINE stands for the file, line and column in the step function. test/engine/misuse.test.ts has more cases.

| a step function with | message |
|---|---|
${rows.join("\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await writeAtomically(misuseTablePath, await misuseTable());
