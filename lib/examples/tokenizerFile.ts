import { InputError } from "../base/errors.js";
import type { Tokenizer } from "./tokenizer.js";

// The tokenizer of a run in the format of Hugging Face's tokenizers, so that other programs give the same tokens.

/** The special tokens in the order of their numbers, 0 to 3. No caption contains such text. */
const special = ["<|padding|>", "<|startoftext|>", "<|endoftext|>", "<|unknown|>"] as const;
const [padding, start, end, unknown] = special;
const wordEnd = "\u0001";

/**
 * The content of `tokenizer.json` and `tokenizer_config.json` for a tokenizer.
 * @throws InputError if two of its pieces are the same text, which the format cannot hold
 */
export function tokenizerFiles({ data }: Tokenizer): { tokenizer: object; config: object } {
  const { pieces, merges, length } = data;
  const vocabulary = [...special, ...pieces];
  if (new Set(vocabulary).size !== vocabulary.length)
    throw new InputError("tokenizer: two of its pieces are the same text, which tokenizer.json cannot hold");
  const one = (id: string, type_id = 0) => ({ SpecialToken: { id, type_id } });
  const ids = Object.fromEntries(
    [start, end].map((token) => [token, { id: token, ids: [special.indexOf(token)], tokens: [token] }]),
  );
  return {
    tokenizer: {
      version: "1.0",
      truncation: {
        direction: "Right",
        max_length: length,
        strategy: "LongestFirst",
        stride: 0,
      },
      padding: {
        strategy: { Fixed: length },
        direction: "Right",
        pad_to_multiple_of: null,
        pad_id: 0,
        pad_type_id: 0,
        pad_token: padding,
      },
      added_tokens: special.map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      // As lib/corpus/names/words.ts reads texts.
      normalizer: {
        type: "Sequence",
        normalizers: [
          { type: "NFKC" },
          { type: "Lowercase" },
          { type: "Replace", pattern: { Regex: "['’]" }, content: "" },
        ],
      },
      pre_tokenizer: {
        type: "Split",
        pattern: { Regex: "[\\p{L}\\p{M}]+|\\p{N}+" },
        behavior: "Removed",
        invert: true,
      },
      post_processor: {
        type: "TemplateProcessing",
        single: [one(start), { Sequence: { id: "A", type_id: 0 } }, one(end)],
        pair: [
          one(start),
          { Sequence: { id: "A", type_id: 0 } },
          { Sequence: { id: "B", type_id: 1 } },
          one(end),
        ],
        special_tokens: ids,
      },
      decoder: { type: "BPEDecoder", suffix: wordEnd },
      model: {
        type: "BPE",
        dropout: null,
        unk_token: unknown,
        continuing_subword_prefix: null,
        end_of_word_suffix: wordEnd,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
        merges: merges.map(([left, right]) => [vocabulary[left]!, vocabulary[right]!]),
      },
    },
    config: {
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: length,
      pad_token: padding,
      bos_token: start,
      eos_token: end,
      unk_token: unknown,
    },
  };
}
