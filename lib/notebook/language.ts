// Which of tslab's two kernels a notebook asks for.
import { InputError } from "../base/errors.js";
import type { Metadata, Notebook } from "./nbformat.js";

/** tslab's kernels: `tslab` runs TypeScript, `jslab` runs JavaScript. */
export type KernelKind = "tslab" | "jslab";

/** Kernels that run TypeScript or JavaScript in another way than tslab does. */
const others = ["deno", "bun", "ijavascript", "javascript"];

/**
 * The kernel a notebook asks for in its `kernelspec`, else in its `language_info`; tslab if it names none.
 * @param path only for messages
 * @throws InputError naming the kernel if the notebook is for another one
 */
export function kernelOf(notebook: Notebook, path: string): KernelKind {
  const spec = fieldsOf(notebook.metadata.kernelspec);
  const info = fieldsOf(notebook.metadata.language_info);
  const name = textOf(spec.name);
  const language = textOf(spec.language) ?? languageOfName(name) ?? textOf(info.name);
  if (name !== undefined && others.includes(name.toLowerCase())) throw wrong(path, name, language);
  switch (language?.toLowerCase()) {
    case "typescript":
      return "tslab";
    case "javascript":
      return "jslab";
    case undefined:
      if (name === undefined) return "tslab";
      break;
  }
  throw wrong(path, name, language);
}

/** The metadata by which viewers know the language; what the notebook says itself stands. */
export function languageMetadata(kernel: KernelKind, metadata: Metadata): Metadata {
  const language = kernel === "jslab" ? "javascript" : "typescript";
  const display = kernel === "jslab" ? "JavaScript (jslab)" : "TypeScript (tslab)";
  return {
    kernelspec: { name: kernel, display_name: display, language },
    language_info: { name: language },
    ...metadata,
  };
}

function languageOfName(name: string | undefined): string | undefined {
  if (name === "tslab") return "typescript";
  if (name === "jslab") return "javascript";
  return name !== undefined && /^(?:python\d*|i?pykernel)$/i.test(name) ? "python" : undefined;
}

function wrong(path: string, name: string | undefined, language: string | undefined): InputError {
  const asked = name === undefined ? `the language ${language}` : `the kernel "${name}"`;
  const of = name !== undefined && language !== undefined ? ` (${language})` : "";
  return new InputError(
    `${path}: metadata.kernelspec: the notebook is for ${asked}${of}, expected tslab (TypeScript) or jslab (JavaScript)`,
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
