// Jupyter's notebook format, version 4.5, as this package holds it in memory: every multi-line text is one
// string (the file may hold a list of lines). https://nbformat.readthedocs.io/en/latest/format_description.html
import { z } from "zod";
import { InputError } from "../base/errors.js";
import { readInput, writeAtomically } from "../base/files.js";
import { fromOldFormat } from "./oldFormat.js";

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One piece of content in several forms: MIME type → text (base64 for images), or JSON for JSON types. */
export type MimeBundle = Readonly<Record<string, Json>>;

/** Metadata of a notebook, a cell or an output: free JSON. */
export type Metadata = Readonly<Record<string, Json>>;

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}
export interface DisplayDataOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: Metadata;
}
export interface ExecuteResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: Metadata;
}
/** An error that ended a cell. `traceback` lines may carry ANSI colours. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
export type Output = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;

export interface MarkdownCell {
  readonly cell_type: "markdown" | "raw";
  readonly id: string;
  readonly metadata: Metadata;
  readonly source: string;
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}
export interface CodeCell {
  readonly cell_type: "code";
  readonly id: string;
  readonly metadata: Metadata;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}
export type Cell = MarkdownCell | CodeCell;

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Metadata;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
// What JSON.parse returns is JSON; walking it again would overflow the stack where it is nested deeply.
const json = z.custom<Json>((value) => value !== undefined);
const metadata = z
  .record(z.string(), json)
  .nullish()
  .transform((value) => value ?? {});
const bundle = z.record(z.string(), json).transform(joinBundle);

const known = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.unknown().optional(), text }),
  z.object({ output_type: z.literal("display_data"), data: bundle, metadata }),
  z.object({
    output_type: z.literal("execute_result"),
    execution_count: z.int().nullable().catch(null),
    data: bundle,
    metadata,
  }),
  z.object({
    output_type: z.literal("error"),
    ename: z.string().catch("Error"),
    evalue: z.string().catch(""),
    traceback: z.array(z.string()).catch([]),
  }),
]);
/** A bad output costs only itself: it becomes a message that says what is wrong with it. */
const output = z.unknown().transform((value): Output => {
  const parsed = known.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue!.path.length > 0 ? `${issue!.path.map(String).join(".")}: ` : "";
    return {
      output_type: "stream",
      name: "stderr",
      text: `An output is not understood (${place}${issue!.message}).\n`,
    };
  }
  const { data } = parsed;
  // Other kernels have streams of other names.
  return data.output_type === "stream"
    ? { ...data, name: data.name === "stderr" ? "stderr" : "stdout" }
    : data;
});

const prose = {
  id: z.string().optional(),
  metadata,
  source: text,
  attachments: z.record(z.string(), bundle).optional().catch(undefined),
};
const cell = z.discriminatedUnion("cell_type", [
  z.object({ cell_type: z.literal("markdown"), ...prose }),
  z.object({ cell_type: z.literal("raw"), ...prose }),
  z.object({
    cell_type: z.literal("code"),
    id: z.string().optional(),
    metadata,
    source: text,
    execution_count: z.int().nullable().catch(null),
    outputs: z
      .array(output)
      .nullish()
      .transform((list) => list ?? []),
  }),
]);
const notebook = z.object({
  cells: z.array(cell),
  metadata,
  nbformat: z.literal(4),
  nbformat_minor: z.int().nonnegative().default(5),
});

/** Whether a MIME type holds JSON, which stays JSON; every other type holds text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

function joinBundle(data: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(data).map(([mime, content]) => [
      mime,
      Array.isArray(content) && !isJsonMime(mime) ? content.join("") : content,
    ]),
  );
}

/**
 * A notebook from its file's text. Cells without an id (before 4.5) get `cell-1`, `cell-2`, …; formats 2 and 3
 * are brought to format 4, as Jupyter does. An output that is not understood becomes a message in its place.
 * @param path only for messages
 * @throws InputError naming the file and the place if the text is no notebook of format 2, 3 or 4
 */
export function parseNotebook(content: string, path: string): Notebook {
  let raw: unknown;
  try {
    raw = fromOldFormat(JSON.parse(content.replace(/^\ufeff/, "")));
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message}), expected a notebook`);
  }
  const parsed = notebook.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const place = issue.path.map(String).join(".") || "top level";
    throw new InputError(`${path}: ${place}: ${issue.message}, expected a notebook of format 4`);
  }
  const { cells, ...rest } = parsed.data;
  return {
    ...rest,
    cells: cells.map((one, index): Cell => {
      const id = one.id ?? `cell-${index + 1}`;
      if (one.cell_type === "code") return { ...one, id };
      const { attachments, ...plain } = one;
      return attachments === undefined ? { ...plain, id } : { ...plain, id, attachments };
    }),
  };
}

/** Reads a notebook's file. @throws InputError if it cannot be read or is no notebook */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await readInput(path), path);
}

/** A notebook as Jupyter writes it: one space of indent, texts as lists of lines, a final newline. */
export function formatNotebook(content: Notebook): string {
  const document = {
    cells: content.cells.map((one) => ({
      ...one,
      source: lines(one.source),
      ...(one.cell_type === "code" ? { outputs: one.outputs.map(outputLines) } : {}),
    })),
    metadata: content.metadata,
    nbformat: 4,
    nbformat_minor: Math.max(content.nbformat_minor, 5),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Writes a notebook's file, whole or not at all. */
export async function writeNotebook(path: string, content: Notebook): Promise<void> {
  await writeAtomically(path, formatNotebook(content));
}

/** Tags of a cell, empty if it has none. */
export function tagsOf(one: Cell): readonly string[] {
  const tags = one.metadata.tags;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

function outputLines(one: Output): object {
  if (one.output_type === "stream") return { ...one, text: lines(one.text) };
  if (one.output_type === "error") return one;
  const data = Object.entries(one.data).map(([mime, content]) => [
    mime,
    typeof content === "string" && !isJsonMime(mime) && !isBase64(mime) ? lines(content) : content,
  ]);
  return { ...one, data: Object.fromEntries(data) };
}

const isBase64 = (mime: string) => /^(image\/(?!svg)|application\/pdf|audio\/|video\/)/.test(mime);

/** Lines with their newline, as the file holds them. */
function lines(content: string): string[] {
  return content === "" ? [] : content.split(/(?<=\n)/);
}
