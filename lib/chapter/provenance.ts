import { provenanceRows } from "../base/provenance.js";
import { displayTable } from "../notebook/index.js";

/** Shows what made a chapter's numbers: its parameters, versions, commit and machine. */
export async function showProvenance(parameters: Readonly<Record<string, string | number>>): Promise<void> {
  await displayTable(provenanceRows(parameters), { caption: "What made these numbers" });
}
