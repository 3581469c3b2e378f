import { readFile } from "node:fs/promises";
import { InputError } from "../base/errors.js";
import { inPackage, writeAtomically } from "../base/files.js";
import { labBody } from "./body.js";
import { bundleForBrowser, labScripts } from "./bundle.js";
import { collectIcons } from "./collectIcons.js";
import { collectRecorded } from "./collectRecorded.js";
import { type LabSizes, labPage } from "./page.js";
import { labStyle } from "./style.js";

/** Largest page, in bytes. */
const mostBytes = 16e6;

/**
 * Writes the lab's page from the built corpus and the committed records.
 * @returns the sizes of its parts in bytes
 * @throws InputError if there is no corpus, or onnxruntime-web is not installed
 */
export async function writeLab(path: string): Promise<LabSizes> {
  const wasm = await readWasm();
  const { kept, ...icons } = await collectIcons();
  const [recorded, workerScript, pageScript] = await Promise.all([
    collectRecorded(kept),
    bundleForBrowser(labScripts.worker),
    bundleForBrowser(labScripts.page),
  ]);
  const { html, sizes } = labPage({
    icons,
    wasm,
    workerScript,
    pageScript,
    style: labStyle,
    body: labBody(),
    recorded: JSON.stringify(recorded),
  });
  if (sizes.page > mostBytes)
    throw new Error(`the lab has ${sizes.page} bytes, expected at most ${mostBytes}: take fewer icons`);
  await writeAtomically(path, html);
  return sizes;
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
