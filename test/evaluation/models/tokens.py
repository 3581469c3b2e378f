"""Token numbers of 1,000 prompts from Python's tokenizers, for promptTokenizer.test.ts.

Trains two small tokenizers of the kinds that CLIP and SigLIP have, on ImageNet's class names in CLIP's templates, and
writes them with the numbers that the reference implementation gives. Padding and truncation are the reference's too.

    pip install tokenizers==0.23.3; python test/evaluation/models/tokens.py; npm run format
"""

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

here = Path(__file__).parent
published = here.parents[2] / "data" / "published"
names = (published / "imagenet-names.txt").read_text("utf8").splitlines()
templates = (published / "imagenet-templates.txt").read_text("utf8").splitlines()

# Every class once, each with another template; then what is hard.
prompts = [templates[at % 80].replace("{}", name) for at, name in enumerate(names[:960])]
prompts += [
    "", " ", "a", "A  PHOTO\nof a\tCat.", "a photo of a Crème brûlée.", "jack-o'-lantern", "a origami T-shirt.",
    "it's we're they've I'm he'd she'll isn't", "a snake_case name", "3.14 photos of 42 dogs in 2024", "½ ² ① Ⅳ",
    "ＦＵＬＬ ｗｉｄｔｈ", "ﬁne ﬂower", "naïve façade", "e\u0301clair", "İstanbul ISTANBUL ß ẞ Σίσυφος", "写真の中の猫", "고양이 사진",
    "صورة قطة", "фотография кота", "a 🐱 and a 👩‍🚀", "dots... and --- dashes!!!", "“quotes” and ‘more’", "a\u00a0b\u2003c",
    "tab\tand\vvertical", "zero\u200bwidth", "#hashtag @user http://example.org/?q=1&r=2", "<b>bold</b>", "(a [b] {c})",
    "50% off $5 €6", "C++ & C#", "x" * 70, "word " * 60, "a photo of many, many, many " * 10, "'s", "'", "don''t",
    "MiXeD CaSe WORDS", "trailing space ", " leading space",
]  # fmt: skip
assert len(prompts) == 1000, len(prompts)


def clip_like() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", fuse_unk=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    pattern = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=1400,
        special_tokens=["<|startoftext|>", "<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(prompts[:960], trainer)
    # The trainer knows no byte at the end of a word that its texts do not have; CLIP's vocabulary has them all.
    own = json.loads(tokenizer.to_str())
    vocabulary = own["model"]["vocab"]
    for byte in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary.setdefault(byte + "</w>", len(vocabulary))
    tokenizer = Tokenizer.from_str(json.dumps(own))
    start, end = (tokenizer.token_to_id(token) for token in ("<|startoftext|>", "<|endoftext|>"))
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", end), ("<|startoftext|>", start), trim_offsets=False, add_prefix_space=False
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def siglip_like() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[!\"\#\$%\&'\(\)\*\+,\-\.:;=\?@\[\\\]\^_`\{\|\}\~]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    trainer = trainers.UnigramTrainer(
        vocab_size=900, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(prompts[:960], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


golden = {}
for name, tokenizer, pad, length in (
    ("clip", clip_like(), "<|endoftext|>", 32),
    ("siglip", siglip_like(), "</s>", 64),
):
    folder = here / name
    folder.mkdir(exist_ok=True)
    (folder / "tokenizer.json").write_text(
        json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":")) + "\n", "utf8"
    )
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": pad, "model_max_length": length}) + "\n")
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(length=length, pad_token=pad, pad_id=tokenizer.token_to_id(pad))
    encoded = tokenizer.encode_batch(prompts)
    # Padding follows from the number of tokens that are none.
    golden[name] = [" ".join(map(str, one.ids[: sum(one.attention_mask)])) for one in encoded]
    padding = {id for one in encoded for id in one.ids[sum(one.attention_mask) :]}
    golden[f"{name}Padding"] = sorted(padding)
golden["prompts"] = prompts[960:]
(here / "tokens.json").write_text(json.dumps(golden, ensure_ascii=False, indent=0) + "\n", "utf8")
