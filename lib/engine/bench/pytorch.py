"""The benchmark's training steps in PyTorch, for comparison. Reads requests from stdin, one JSON object a line:
{"task": "cnn", "layout": "nchw" or "nhwc", "steps": n, "threads": n}; answers each with {"ms": [...]} on stdout.
The definitions are those of networks.ts, steps.ts and tasks.json, which gives the sizes."""

import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Cnn(nn.Module):
    def __init__(self, widths, outputs, side=32):
        super().__init__()
        ins = [3] + widths[:-1]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1) for i, o in zip(ins, widths))
        self.head = nn.Linear((side >> len(widths)) ** 2 * widths[-1], outputs)

    def forward(self, x):
        for conv in self.convs:
            x = F.max_pool2d(F.relu(conv(x)), 2)
        return self.head(x.flatten(1))


class Unit(nn.Module):
    def __init__(self, size, ins, outs, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(ins, outs, size, stride=stride, padding=size // 2, bias=False)
        self.norm = nn.BatchNorm2d(outs, track_running_stats=False)

    def forward(self, x):
        return self.norm(self.conv(x))


class Block(nn.Module):
    def __init__(self, ins, outs, stride):
        super().__init__()
        self.a, self.b = Unit(3, ins, outs, stride), Unit(3, outs, outs)
        self.short = Unit(1, ins, outs, stride) if stride > 1 else None

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))) + (self.short(x) if self.short else x))


class Resnet(nn.Module):
    def __init__(self, widths, blocks, outputs):
        super().__init__()
        layers, ins = [], widths[0]
        for stage, width in enumerate(widths):
            for at in range(blocks):
                layers.append(Block(ins, width, 2 if at == 0 and stage > 0 else 1))
                ins = width
        self.stem, self.blocks = Unit(3, 3, widths[0]), nn.Sequential(*layers)
        self.head = nn.Linear(ins, outputs)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.stem(x))).mean((2, 3)))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.into, self.out = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.out(F.gelu(self.into(x)))


class Transformer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = Mlp(width, 4 * width)

    def attention(self, x, mask):
        batch, tokens, width = x.shape
        split = self.qkv(x).view(batch, tokens, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-1, -2) * (1 / math.sqrt(width // self.heads))
        weights = (scores if mask is None else scores + mask).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, tokens, width))

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.mlp(self.norm2(x))


class Patches(nn.Module):
    def __init__(self, patch, width):
        super().__init__()
        self.embed = nn.Conv2d(3, width, patch, stride=patch)

    def forward(self, x):
        return self.embed(x).flatten(2).transpose(1, 2)


class Vit(nn.Module):
    def __init__(self, patch, width, depth, heads, outputs, side=32):
        super().__init__()
        self.embed = Patches(patch, width)
        self.position = nn.Parameter(torch.randn((side // patch) ** 2, width) * 0.02)
        self.blocks = nn.ModuleList(Transformer(width, heads) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, outputs)

    def forward(self, x):
        x = self.embed(x) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x).mean(1))


class Mixing(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.tokens, self.channels = Mlp(tokens, 2 * tokens), Mlp(width, 4 * width)

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self, patch, width, depth, outputs, side=32):
        super().__init__()
        self.embed = Patches(patch, width)
        self.blocks = nn.Sequential(*(Mixing((side // patch) ** 2, width) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, outputs)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.embed(x))).mean(1))


class Text(nn.Module):
    def __init__(self, vocabulary, context, width, depth, heads, outputs):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.position = nn.Parameter(torch.randn(context, width) * 0.02)
        self.blocks = nn.ModuleList(Transformer(width, heads) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, outputs)
        self.register_buffer("mask", torch.full((context, context), -1e9).triu(1))

    def forward(self, ids):
        x = self.tokens(ids) + self.position
        for block in self.blocks:
            x = block(x, self.mask)
        return self.head(self.norm(x)[:, -1])


class Clip(nn.Module):
    def __init__(self, image, text):
        super().__init__()
        self.image, self.text = make(image), Text(**text)
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, images, ids):
        a, b = F.normalize(self.image(images)), F.normalize(self.text(ids))
        logits = a @ b.t() * (self.bias + math.log(1 / 0.07)).exp()
        same = torch.arange(len(images))
        return (F.cross_entropy(logits, same) + F.cross_entropy(logits.t(), same)) / 2


NETWORKS = {"cnn": Cnn, "resnet": Resnet, "vit": Vit, "mixer": Mixer}


def make(spec):
    return NETWORKS[spec["network"]](**{key: value for key, value in spec.items() if key != "network"})


def stepper(task, layout):
    """A function that does one training step of a task."""
    last = torch.channels_last if layout == "nhwc" else torch.contiguous_format
    images = torch.randn(task["batch"], 3, 32, 32).contiguous(memory_format=last)
    if "text" in task:
        model = Clip(task["image"], task["text"])
        ids = torch.randint(task["text"]["vocabulary"], (task["batch"], task["text"]["context"]))
        loss_of = lambda: model(images, ids)
    else:
        model = make(task["image"])
        labels = torch.randint(task["image"]["outputs"], (task["batch"],))
        loss_of = lambda: F.cross_entropy(model(images), labels)
    model = model.to(memory_format=last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of().backward()
        optimizer.step()

    return step


def blas():
    """The matrix library in use: Debian's PyTorch takes whichever libblas.so.3 is installed."""
    with open("/proc/self/maps") as maps:
        names = {line.split("/")[-1].strip() for line in maps if "blas" in line or "libmkl" in line}
    return " ".join(sorted(names))


def main():
    with open(sys.argv[1]) as file:
        tasks = json.load(file)
    torch.manual_seed(0)
    torch.ones(2, 2) @ torch.ones(2, 2)
    print(json.dumps({"version": torch.__version__, "blas": blas()}), flush=True)
    steps = {}
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request["threads"])
        key = (request["task"], request["layout"])
        if key not in steps:
            steps[key] = stepper(tasks[request["task"]], request["layout"])
        times = []
        for _ in range(request["steps"]):
            start = time.perf_counter()
            steps[key]()
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps({"ms": times}), flush=True)


main()
