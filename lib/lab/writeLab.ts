import { readFile } from "node:fs/promises";
import { InputError } from "../base/errors.js";
import { inPackage, writeAtomically } from "../base/files.js";
import { type Edition, loadExporter, type OtherLanguage } from "../notebook/index.js";
import { bundleForBrowser, labScripts } from "./bundle.js";
import { collectIcons } from "./collectIcons.js";
import { collectRecorded } from "./collectRecorded.js";
import { type LabLanguage, type LabSizes, labPages } from "./page.js";
import { labWords } from "./texts.js";

/** Largest page, in bytes. */
const mostBytes = 16e6;

/** A page to write. */
export interface LabTarget {
  readonly path: string;
  /** The language to write it in, English by default. */
  readonly edition?: Edition | undefined;
  /** The page in another language. */
  readonly otherLanguage?: OtherLanguage | undefined;
}

/**
 * Writes the lab's pages from the built corpus and the committed records. Each is whole by itself.
 * @returns for each page the sizes of its parts in bytes
 * @throws InputError if there is no corpus, or onnxruntime-web is not installed
 */
export async function writeLab(targets: readonly LabTarget[]): Promise<LabSizes[]> {
  const wasm = await readWasm();
  const { kept, ...icons } = await collectIcons();
  const [recorded, workerScript, pageScript] = await Promise.all([
    collectRecorded(kept),
    bundleForBrowser(labScripts.worker),
    bundleForBrowser(labScripts.page),
  ]);
  const pageIn = labPages({ icons, wasm, workerScript, pageScript, recorded });
  const written: LabSizes[] = [];
  for (const { path, edition, otherLanguage } of targets) {
    const { html, sizes } = await pageIn({
      ...(edition && { language: await labLanguage(edition) }),
      ...(otherLanguage && { otherLanguage }),
    });
    if (sizes.page > mostBytes)
      throw new Error(`the lab has ${sizes.page} bytes, expected at most ${mostBytes}: take fewer icons`);
    await writeAtomically(path, html);
    written.push(sizes);
  }
  return written;
}

/** The language of an edition, with the lab's words. */
export async function labLanguage(edition: Edition): Promise<NonNullable<LabLanguage["language"]>> {
  const { catalogueOf, pageLanguage } = await loadExporter();
  return { ...pageLanguage(edition, catalogueOf(edition)), words: labWords(edition.messages) };
}

/** onnxruntime-web's WebAssembly. @throws InputError if the package is not installed */
export async function readWasm(): Promise<Uint8Array> {
  const path = inPackage("node_modules", "onnxruntime-web", "dist", "ort-wasm-simd-threaded.wasm");
  try {
    return await readFile(path);
  } catch {
    throw new InputError(
      `${path}: no such file, expected the package onnxruntime-web; run npm ci without --omit=dev`,
    );
  }
}
