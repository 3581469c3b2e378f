// The messages in lib/engine/MISUSES.md. Written by
//   node lib/ready.mjs && node --enable-source-maps dist/test/engine/misuseTable.js

import { pathToFileURL } from "node:url";
import { inPackage, writeAtomically } from "../../lib/base/files.js";
import { answerTo, misuses, withoutLine } from "./misuses.js";

export const misuseTablePath = inPackage("lib", "engine", "MISUSES.md");

/** The text of MISUSES.md: what capture answers to each misuse now. */
export async function misuseTable(): Promise<string> {
  const rows: string[] = [];
  for (const misuse of misuses) {
    const error = await answerTo(misuse);
    if (error === undefined) throw new Error(`${misuse.name}: no error`);
    rows.push(`| ${misuse.name} | ${withoutLine(error).replaceAll("|", "\\|")} |`);
  }
  return `# What capture says to what cannot be captured

Written by test/engine/misuseTable.ts, which does each of these and notes the message of the CaptureError; LINE is the file, line and
column in the step function. test/engine/misuse.test.ts has more.

| a step function with | message |
|---|---|
${rows.join("\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await writeAtomically(misuseTablePath, await misuseTable());
