"""Class scores of the small models from Python's onnxruntime and tokenizers, for openModel.test.ts.

    node dist/test/evaluation/models/smallModels.js FOLDER
    pip install onnxruntime==1.32.0 tokenizers==0.23.3 numpy; python test/evaluation/models/logits.py FOLDER; npm run format

Scores are cosines: image vectors with the means of unit text vectors over the templates. Every model is described again
here, so that nothing is shared with the code that is tested but the graphs themselves.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

folder = Path(sys.argv[1])
names = ["tench", "goldfish", "great white shark", "espresso", "Crème brûlée", "jack-o'-lantern", "T-shirt", "snake_case",
         "missile", "a very long name that goes on and on and on and on and on and on and on and on and on"]  # fmt: skip
templates = ["a photo of a {}.", "itap of the {}.", "{}"]
images = np.fromfile(folder / "images.f32", np.float32).reshape(-1, 3, 16, 16)


def run(path, output, feeds):
    return onnxruntime.InferenceSession(str(folder / path)).run([output], feeds)[0].astype(np.float64)


def encode(tokenizer, length, pad, texts):
    reference = Tokenizer.from_file(str(folder / tokenizer))
    reference.enable_truncation(length)
    reference.enable_padding(length=length, pad_id=pad)
    encoded = reference.encode_batch(texts)
    return np.array([one.ids for one in encoded]), np.array([one.attention_mask for one in encoded])


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def scores(image_rows, text_rows):
    classes = unit(unit(text_rows).reshape(len(names), len(templates), -1).mean(1))
    return unit(image_rows) @ classes.T


texts = [template.replace("{}", name) for name in names for template in templates]
canonical = [t.replace("_", " ").translate(str.maketrans("", "", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")).lower() for t in texts]
golden = {"names": names, "templates": templates}
clip, mask = encode("clip/tokenizer.json", 32, 1, texts)
siglip, _ = encode("siglip/tokenizer.json", 64, 1, texts)
cleaned, _ = encode("siglip/tokenizer.json", 64, 1, [" ".join(t.split()) for t in canonical])
zero, _ = encode("clip/tokenizer.json", 32, 0, [t.lower() for t in texts])

for ending, kind in (("", np.float32), ("_fp16", np.float16), ("_quantized", np.float32)):
    golden[f"clip{ending}"] = scores(
        run(f"clip/onnx/vision_model{ending}.onnx", "image_embeds", {"pixel_values": images.astype(kind)}),
        run(f"clip/onnx/text_model{ending}.onnx", "text_embeds", {"input_ids": clip, "attention_mask": mask}),
    )
joint = {"input_ids": clip, "attention_mask": mask, "pixel_values": images}
golden["clip-joint"] = scores(*(run("clip-joint/onnx/model.onnx", o, joint) for o in ("image_embeds", "text_embeds")))
golden["siglip"] = scores(
    run("siglip/onnx/vision_model.onnx", "pooler_output", {"pixel_values": images}),
    run("siglip/onnx/text_model.onnx", "pooler_output", {"input_ids": siglip, "attention_mask": np.ones_like(siglip)}),
)
golden["immich"] = scores(
    np.concatenate([run("immich/visual/model.onnx", "embedding", {"image": image[None]}) for image in images]),
    np.concatenate(
        [run("immich/textual/model.onnx", "embedding", {"text": row[None].astype(np.int32)}) for row in clip]
    ),
)
golden["openclip"] = scores(
    run("openclip/visual.onnx", "output", {"input": images}), run("openclip/textual.onnx", "output", {"input": cleaned})
)
golden["own"] = scores(
    run("own/clip-visual.onnx", "output", {"input": images}),
    run("own/clip-textual.onnx", "output", {"input": zero.astype(np.int32)}),
)
golden["timm"] = run("timm/model.onnx", "output0", {"input0": images})
golden["vit"] = run("vit/onnx/model_quantized.onnx", "logits", {"pixel_values": images})
rounded = {k: v if isinstance(v, list) else np.round(v, 7).tolist() for k, v in golden.items()}
lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in rounded.items())
(Path(__file__).parent / "logits.json").write_text("{\n" + lines + "\n}\n", "utf8")
