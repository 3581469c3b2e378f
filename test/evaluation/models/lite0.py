"""Logits of the real classifier and photographs in the shared folder beside this repository, for openModel.test.ts.

    pip install onnxruntime==1.32.0 numpy pillow; python test/evaluation/models/lite0.py SHARED/models
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

folder = Path(sys.argv[1])
session = onnxruntime.InferenceSession(str(folder / "efficientnet-lite0.onnx"))
golden = {}
for name in ("chelsea.png", "coffee.png", "rocket.jpg"):
    image = Image.open(folder / "photos" / name).convert("RGB")
    scale = 256 / min(image.size)
    image = image.resize([256 if side == min(image.size) else int(side * scale) for side in image.size], Image.BICUBIC)
    left, top = (round((side - 224) / 2) for side in image.size)
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32) / np.float32(255)
    mean, std = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
    logits = session.run(["logits"], {"pixel_values": ((pixels - mean) / std).transpose(2, 0, 1)[None]})[0][0]
    # Every tenth class, and the place and value of the highest.
    golden[name] = {"tenth": [round(float(v), 6) for v in logits[::10]], "best": int(logits.argmax()), "top": float(logits.max())}
(Path(__file__).parent / "lite0.json").write_text(json.dumps(golden) + "\n")
