import { join } from "node:path";
import { fileExists, inPackage } from "../base/files.js";
import { type Edition, loadExporter, type OtherLanguage } from "../notebook/index.js";
import { nameOption } from "./options.js";

/** Editions to write, English as undefined. */
export type Editions = readonly (Edition | undefined)[];

/** The editions that an option `--language` names: `en`, `ko` or `both`. @throws InputError for another name */
export async function editionsNamed(language: string): Promise<Editions> {
  const name = nameOption("--language", language, ["en", "ko", "both"]);
  if (name === "en") return [undefined];
  const { readEdition } = await loadExporter();
  const edition = await readEdition(inPackage("notebooks"), "ko");
  return name === "both" ? [undefined, edition] : [edition];
}

/** Where the pages of an edition go: those in English into the folder itself. */
export function folderOf(out: string, edition: Edition | undefined): string {
  return edition ? join(out, edition.code) : out;
}

/** The link to the same page in the other language, if that is written too or stands there from an earlier run. */
export async function linkToOther(
  out: string,
  file: string,
  edition: Edition | undefined,
  editions: Editions,
): Promise<{ otherLanguage?: OtherLanguage }> {
  const { otherLanguage } = await loadExporter();
  const [from, to] = edition ? ([edition.code, "en"] as const) : (["en", "ko"] as const);
  const path = join(out, to === "en" ? "" : to, file);
  return editions.length > 1 || (await fileExists(path))
    ? { otherLanguage: otherLanguage(from, to, file) }
    : {};
}

/** The lab's page in each edition, as `writeLab` takes them. @param out the folder of the English page */
export function labTargets(out: string, file: string, editions: Editions) {
  return Promise.all(
    editions.map(async (edition) => ({
      path: join(folderOf(out, edition), file),
      edition,
      ...(await linkToOther(out, file, edition, editions)),
    })),
  );
}
