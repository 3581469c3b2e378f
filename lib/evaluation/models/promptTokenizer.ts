import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { sha256 } from "../../base/hash.js";
import { jsonValue, parsed } from "../../base/parse.js";

/** What is done to a text before the tokenizer, in models that open_clip trained. */
export const cleanings = ["none", "whitespace", "lower", "canonicalize"] as const;
export type Cleaning = (typeof cleanings)[number];

export interface TokenizerOptions {
  /** Tokens per text, padding included. */
  readonly contextLength: number;
  /** The token that fills a text up; by default the one of `tokenizer_config.json` or `tokenizer.json`. */
  readonly padId?: number;
  readonly clean?: Cleaning;
}

/** A text as token numbers. */
interface EncodedText {
  /** As many as the context length. */
  readonly ids: readonly number[];
  /** How many of them are not padding. */
  readonly used: number;
}

/** A tokenizer for prompts: texts become lists of equal length. */
export interface PromptTokenizer {
  readonly file: string;
  /** Digest of its files and options. */
  readonly digest: string;
  /** The largest token number it can give. */
  readonly largest: number;
  readonly contextLength: number;
  readonly padId: number;
  encode(text: string): EncodedText;
}

const token = z.union([z.string(), z.looseObject({ content: z.string() })]);
const tokenizerSchema = z.looseObject({
  model: z.looseObject({}),
  padding: z.looseObject({ pad_id: z.int().nonnegative() }).nullish(),
});
const configSchema = z.looseObject({ pad_token: token.nullish(), model_max_length: z.number().nullish() });

/** The `model_max_length` of `tokenizer_config.json` beside a tokenizer, if it states a real one. */
export async function statedLength(file: string): Promise<number | undefined> {
  const length = (await configBeside(file)).model_max_length;
  return length != null && length <= 4096 ? length : undefined; // without a limit transformers writes 10^30
}

/**
 * Opens a `tokenizer.json`, with `tokenizer_config.json` beside it if there is one. Padding and truncation are done here
 * as transformers and open_clip do them: a text that is too long loses the end of its content, and keeps its end token.
 * @throws InputError naming the file if it is missing, damaged or of a kind that cannot be read
 */
export async function openTokenizer(file: string, options: TokenizerOptions): Promise<PromptTokenizer> {
  const { contextLength, clean = "none" } = options;
  const content = await readInput(file);
  const json = parsed(tokenizerSchema, jsonValue(content, file), file);
  const config = await configBeside(file);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(json, config);
  } catch (error) {
    throw new InputError(
      `${file}: no tokenizer that can be read (${(error as Error).message.split("\n")[0]}), expected the tokenizer.json of a transformers model`,
    );
  }
  const encode = (text: string, add_special_tokens: boolean): number[] =>
    tokenizer.encode(text, { add_special_tokens }).ids;
  const probe = "a";
  const [bare, whole] = [encode(probe, false), encode(probe, true)];
  // What the post-processor puts before and after the content, e.g. start and end.
  const before = whole.findIndex((_, at) => bare.every((id, place) => whole[at + place] === id));
  if (bare.length === 0 || before < 0)
    throw new InputError(`${file}: gives no tokens for "${probe}", expected a tokenizer of texts`);
  const start = whole.slice(0, before);
  const end = whole.slice(before + bare.length);
  if (contextLength < start.length + end.length + 1)
    throw new InputError(
      `${file}: puts ${start.length + end.length} tokens around every text, expected a context length above that, not ${contextLength}`,
    );
  const padId = options.padId ?? padIdOf(tokenizer, config, json) ?? end.at(-1) ?? 0;
  const largest = Math.max(padId, ...tokenizer.get_vocab(true).values());
  return {
    file,
    digest: sha256(JSON.stringify([sha256(content), padId, contextLength, clean])),
    largest,
    contextLength,
    padId,
    encode(text) {
      const own = encode(cleaned(text, clean), false).slice(0, contextLength - start.length - end.length);
      const ids = [...start, ...own, ...end];
      const used = ids.length;
      while (ids.length < contextLength) ids.push(padId);
      return { ids, used };
    },
  };
}

async function configBeside(file: string): Promise<z.infer<typeof configSchema>> {
  const place = file.replace(/tokenizer\.json$/, "tokenizer_config.json");
  if (place === file || !(await fileExists(place))) return {};
  return parsed(configSchema, jsonValue(await readInput(place), place), place);
}

function padIdOf(
  tokenizer: Tokenizer,
  { pad_token }: z.infer<typeof configSchema>,
  { padding }: z.infer<typeof tokenizerSchema>,
): number | undefined {
  const content = typeof pad_token === "string" ? pad_token : (pad_token?.content as string | undefined);
  return (content === undefined ? undefined : tokenizer.token_to_id(content)) ?? padding?.pad_id;
}

/** Cleans a text as open_clip does before its tokenizers (open_clip/tokenizer.py), without repairing broken Unicode. */
function cleaned(text: string, clean: Cleaning): string {
  if (clean === "none") return text;
  const spaced = (words: string) => words.split(/\s+/).filter(Boolean).join(" ");
  if (clean === "whitespace") return spaced(text);
  if (clean === "lower") return spaced(text).toLowerCase();
  // ASCII punctuation, as in Python's string.punctuation
  return spaced(
    text
      .replaceAll("_", " ")
      .replaceAll(/[!-/:-@[-`{-~]/g, "")
      .toLowerCase(),
  );
}
