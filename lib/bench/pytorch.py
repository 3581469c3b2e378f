"""The benchmark's training steps and kernels in PyTorch, for comparison, as worker.ts does them for the engines.
Arguments: the files of tasks and kernels, the layout of images (nchw or nhwc), threads. Reads requests from stdin,
{"task": "cnn", "steps": n} a line, with "fresh" to begin anew; answers each on stdout with the milliseconds of every step, {"wallMs": [...],
"cpuMs": [...]}. The definitions are those of networks.ts, steps.ts and kernels.ts; the sizes are in the files."""

import json
import math
import resource
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


def images_of(x, layout):
    """[batch, height, width, channels] numbers as PyTorch's images, in the layout asked for."""
    last = torch.channels_last if layout == "nhwc" else torch.contiguous_format
    return x.permute(0, 3, 1, 2).contiguous(memory_format=last)


def kernel(spec, layout):
    """A function that computes one of kernels.json's operations, on numbers made here."""
    kind, shapes = spec["kind"], spec["shapes"]
    a, *rest = [torch.randn(shape) for shape in shapes]
    if kind in ("conv", "convByInput", "convByFilter", "depthwise"):
        x, depthwise = images_of(a, layout), kind == "depthwise"
        order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        last = torch.channels_last if layout == "nhwc" else torch.contiguous_format
        w = rest[0].permute(*order).contiguous(memory_format=last)
        groups = shapes[0][3] if depthwise else 1
        dy = F.conv2d(x, w, padding=1, groups=groups)
        if kind in ("conv", "depthwise"):
            return lambda: F.conv2d(x, w, padding=1, groups=groups)
        if kind == "convByInput":
            return lambda: torch.nn.grad.conv2d_input(x.shape, w, dy, padding=1)
        return lambda: torch.nn.grad.conv2d_weight(x, w.shape, dy, padding=1)
    if kind in ("maxPool", "maxPoolByInput"):
        x = images_of(a, layout)
        y, at = F.max_pool2d(x, 2, return_indices=True)
        if kind == "maxPool":
            return lambda: F.max_pool2d(x, 2)
        back = torch.ops.aten.max_pool2d_with_indices_backward
        return lambda: back(y, x, [2, 2], [2, 2], [0, 0], [1, 1], False, at)
    if kind == "batchNorm":
        x = images_of(a, layout)
        return lambda: F.batch_norm(x, None, None, *rest, training=True)
    if kind in ("gather", "gatherByTable"):
        at = torch.randint(shapes[0][0], shapes[1])
        dy = a[at]
        if kind == "gather":
            return lambda: F.embedding(at, a)
        return lambda: torch.ops.aten.embedding_dense_backward(dy, at, shapes[0][0], -1, False)
    return {
        "matMul": lambda: a @ rest[0],
        "matMulTransposed": lambda: a @ rest[0].transpose(1, 2),
        "layerNorm": lambda: F.layer_norm(a, shapes[0][1:], *rest),
        "softmax": lambda: a.softmax(-1),
        "gelu": lambda: F.gelu(a),
        "add": lambda: a + rest[0],
        "sum": lambda: a.sum(0),
        "transpose": lambda: a.transpose(1, 2).contiguous(),
    }[kind]


def without_gradients(run):
    def step():
        with torch.no_grad():
            run()

    return step


def blas():
    """The matrix library in use: Debian's PyTorch takes whichever libblas.so.3 is installed."""
    torch.ones(2, 2) @ torch.ones(2, 2)
    with open("/proc/self/maps") as maps:
        names = {line.split("/")[-1].strip() for line in maps if "blas" in line or "libmkl" in line}
    optimised = [name for name in names if "openblas" in name or "mkl" in name or "blis" in name]
    if optimised:
        return " ".join(sorted(optimised))
    return "reference BLAS, which is slow: install libopenblas0-pthread for a fair comparison"


def main():
    tasks_path, kernels_path, layout, threads = sys.argv[1:]
    with open(tasks_path) as file:
        tasks = json.load(file)
    with open(kernels_path) as file:
        kernels = json.load(file)
    torch.manual_seed(0)
    torch.set_num_threads(int(threads))
    print(json.dumps({"about": f"PyTorch {torch.__version__}, {blas()}"}), flush=True)
    running = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["task"]
        if name not in running or request.get("fresh"):
            of_task = name in tasks
            running[name] = (
                stepper(tasks[name], layout) if of_task else without_gradients(kernel(kernels[name], layout))
            )
        wall, cpu = [], []
        for _ in range(request["steps"]):
            start, used = time.perf_counter(), time.process_time()
            running[name]()
            wall.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - used))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"wallMs": wall, "cpuMs": cpu, "peakMiB": peak}), flush=True)


main()
