import { resolve } from "node:path";
import { countText } from "./progress.js";

/**
 * Writes packed records to a folder, one file per run. Records that are there stay.
 * @param path a packed file or a folder of them; default: the committed records
 * @returns what was done, as a sentence
 */
export async function unpackInto(folder: string, path?: string): Promise<string> {
  const { canonicalJson } = await import("../base/hash.js");
  const { committedRecords } = await import("../causes/load.js");
  const { readPacked } = await import("../record/packed.js");
  const { readRecord, writeRecord } = await import("../record/store.js");
  const records = path === undefined ? await committedRecords() : await readPacked(resolve(path));
  let [written, others] = [0, 0];
  for (const record of records) {
    const known = await readRecord(folder, record.hash);
    if (known === undefined) {
      await writeRecord(folder, record);
      written++;
    } else if (canonicalJson(known.results) !== canonicalJson(record.results)) others++;
  }
  const differing =
    others > 0 ? `, ${countText(others)} of them with different results, which were kept` : "";
  return `${countText(written)} records written, ${countText(records.length - written)} already existed${differing}`;
}
