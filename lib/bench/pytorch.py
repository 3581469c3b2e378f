"""Runs the benchmark's training steps and kernels in PyTorch, for comparison. benchRequests.py says how it is asked.
Arguments: the tasks' run specs as JSON, the file of kernels, the kind (the layout of images, nchw or nhwc, then bf16 for
automatic casts to bfloat16, as in "nhwc bf16"), the number of threads.

The definitions match lib/training, and modules have the names of its parameters."""

import base64
import json
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from benchRequests import CLASSES, END, FIRST_WORD, serve, without


class Cnn(nn.Module):
    def __init__(self, size, widths, depth, pool):
        super().__init__()
        self.depth, self.pool, self.names = depth, pool, []
        ins = 3
        for stage, width in enumerate(widths):
            for layer in range(depth):
                self.names.append(f"stage{stage}_layer{layer}")
                self.add_module(self.names[-1], nn.Conv2d(ins, width, 3, padding=1))
                ins = width
        self.features = ins * (size >> len(widths)) ** 2 if pool == "flatten" else ins

    def forward(self, x):
        for at, name in enumerate(self.names):
            x = F.relu(getattr(self, name)(x))
            if at % self.depth == self.depth - 1:
                x = F.max_pool2d(x, 2)
        # Flattened with the channels last, as the package does.
        return x.permute(0, 2, 3, 1).flatten(1) if self.pool == "flatten" else x.mean((2, 3))


class Block(nn.Module):
    def __init__(self, ins, outs, stride, groups):
        super().__init__()
        self.stride = stride
        self.norm1, self.norm2 = nn.GroupNorm(groups, ins), nn.GroupNorm(groups, outs)
        self.first = nn.Conv2d(ins, outs, 3, stride=stride, padding=1 if stride == 1 else 0, bias=False)
        self.second = nn.Conv2d(outs, outs, 3, padding=1, bias=False)
        self.shortcut = nn.Conv2d(ins, outs, 1, bias=False) if stride > 1 or ins != outs else None

    def forward(self, x):
        ready = F.relu(self.norm1(x))
        # TensorFlow's "same" padding for a stride of 2 pads only behind. PyTorch's convolution has no option for that.
        first = self.first(ready if self.stride == 1 else F.pad(ready, (0, 1, 0, 1)))
        second = self.second(F.relu(self.norm2(first)))
        if self.shortcut is None:
            return x + second
        return self.shortcut(ready if self.stride == 1 else F.avg_pool2d(ready, 2)) + second


class Resnet(nn.Module):
    def __init__(self, size, widths, blocks, groups):
        super().__init__()
        self.stem, self.names = nn.Conv2d(3, widths[0], 3, padding=1, bias=False), []
        ins = widths[0]
        for stage, width in enumerate(widths):
            for block in range(blocks):
                self.names.append(f"stage{stage}_block{block}")
                stride = 2 if stage > 0 and block == 0 else 1
                self.add_module(self.names[-1], Block(ins, width, stride, groups))
                ins = width
        self.norm, self.features = nn.GroupNorm(groups, ins), ins

    def forward(self, x):
        x = self.stem(x)
        for name in self.names:
            x = getattr(self, name)(x)
        return F.relu(self.norm(x)).mean((2, 3))


class Perceptron(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.expand, self.contract = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.contract(F.gelu(self.expand(x)))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.queryKeyValue, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x, mask):
        batch, positions, width = x.shape
        split = self.queryKeyValue(x).view(batch, positions, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * (width // self.heads) ** -0.5) @ k.transpose(-1, -2)
        weights = (scores if mask is None else scores + mask).softmax(-1)
        return self.output((weights @ v).transpose(1, 2).reshape(batch, positions, width))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads, expansion):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.perceptron = Attention(width, heads), Perceptron(width, expansion * width)

    def forward(self, x, mask):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.perceptron(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, width, depth, heads, expansion):
        super().__init__()
        self.depth, self.norm = depth, nn.LayerNorm(width)
        for at in range(depth):
            self.add_module(f"block{at}", TransformerBlock(width, heads, expansion))

    def forward(self, x, mask=None):
        for at in range(self.depth):
            x = getattr(self, f"block{at}")(x, mask)
        return self.norm(x)


def embedded(embed, images):
    """Patches as vectors: [batch, places, width]."""
    return embed(images).flatten(2).transpose(1, 2)


class Vit(nn.Module):
    def __init__(self, size, patch, width, depth, heads, expansion):
        super().__init__()
        self.embed, self.features = nn.Conv2d(3, width, patch, stride=patch), width
        self.position = nn.Parameter(torch.randn((size // patch) ** 2, width) * 0.02)
        self.blocks = Transformer(width, depth, heads, expansion)

    def forward(self, x):
        return self.blocks(embedded(self.embed, x) + self.position).mean(1)


class Mixing(nn.Module):
    def __init__(self, positions, width, placeHidden, channelHidden):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.places, self.channels = Perceptron(positions, placeHidden), Perceptron(width, channelHidden)

    def forward(self, x):
        x = x + self.places(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self, size, patch, width, depth, placeHidden, channelHidden):
        super().__init__()
        self.embed, self.features, self.depth = nn.Conv2d(3, width, patch, stride=patch), width, depth
        for at in range(depth):
            self.add_module(f"block{at}", Mixing((size // patch) ** 2, width, placeHidden, channelHidden))
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        x = embedded(self.embed, x)
        for at in range(self.depth):
            x = getattr(self, f"block{at}")(x)
        return self.norm(x).mean(1)


class Text(nn.Module):
    def __init__(self, vocabulary, length, width, depth, heads, expansion):
        super().__init__()
        self.features = width
        self.embedding = nn.Parameter(torch.randn(vocabulary, width) * 0.02)
        self.position = nn.Parameter(torch.randn(length, width) * 0.01)
        self.blocks = Transformer(width, depth, heads, expansion)
        self.register_buffer("mask", torch.full((length, length), -1e9).triu(1))

    def forward(self, tokens):
        states = self.blocks(F.embedding(tokens, self.embedding) + self.position, self.mask)
        return (states * (tokens == END).unsqueeze(2)).sum(1)


NETWORKS = {"cnn": Cnn, "resnet": Resnet, "vit": Vit, "mixer": Mixer}


def accuracy(scores, labels):
    return (scores.detach().argmax(1) == labels).float().mean()


class Classification(nn.Module):
    def __init__(self, image, config):
        super().__init__()
        assert config["head"] == {"kind": "linear"} and config["smoothing"] == 0, config
        self.image, self.head = image, nn.Linear(image.features, CLASSES)

    def forward(self, images, labels):
        logits = self.head(self.image(images))
        return F.cross_entropy(logits, labels), accuracy(logits, labels)


class Clip(nn.Module):
    LIMIT = math.log(100)

    def __init__(self, image, config):
        super().__init__()
        self.image, dim = image, config["embeddingDim"]
        self.text = Text(**config["tokenizer"], **without(config["text"], "kind"))
        self.imageProjection = nn.Parameter(torch.randn(image.features, dim) * image.features**-0.5)
        self.textProjection = nn.Parameter(torch.randn(self.text.features, dim) * self.text.features**-0.5)
        self.logitScale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, images, tokens):
        a = F.normalize(self.image(images) @ self.imageProjection)
        b = F.normalize(self.text(tokens) @ self.textProjection)
        cosines, same = a @ b.t(), torch.arange(len(images))
        logits = cosines * self.logitScale.exp()
        loss = (F.cross_entropy(logits, same) + F.cross_entropy(logits.t(), same)) / 2
        return loss, accuracy(cosines, same)


OBJECTIVES = {"crossEntropy": Classification, "clip": Clip}


def model_of(spec):
    model, objective = spec["model"], spec["objective"]
    image = NETWORKS[model["kind"]](spec["data"]["size"], **without(model, "kind"))
    return OBJECTIVES[objective["kind"]](image, objective)


def random_batch(spec):
    """Images with channels first, and labels or tokens."""
    count, size = spec["budget"]["batchSize"], spec["data"]["size"]
    images = torch.randn(count, 3, size, size)
    if spec["objective"]["kind"] != "clip":
        return images, torch.randint(CLASSES, (count,))
    tokenizer = spec["objective"]["tokenizer"]
    tokens = torch.randint(FIRST_WORD, tokenizer["vocabulary"], (count, tokenizer["length"]))
    tokens[:, 0], tokens[:, -1] = 1, END
    return images, tokens


def stepper(spec, layout, half=False, model=None, batch=None):
    """Returns a function that does one training step of a task and returns the loss before it."""
    last = torch.channels_last if layout == "nhwc" else torch.contiguous_format
    model = (model or model_of(spec)).to(memory_format=last).train()
    images, target = batch or random_batch(spec)
    images = images.contiguous(memory_format=last)
    config = spec["optimizer"]
    weights = list(model.parameters())
    groups = [
        {"params": [w for w in weights if w.dim() >= 2], "weight_decay": config["weightDecay"]},
        {"params": [w for w in weights if w.dim() < 2], "weight_decay": 0},
    ]
    betas = (config["beta1"], config["beta2"])
    optimizer = torch.optim.AdamW(groups, lr=config["learningRate"], betas=betas, eps=config["epsilon"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss, right = model(images, target)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(weights, config["clipNorm"])
        optimizer.step()
        if isinstance(model, Clip):
            model.logitScale.data.clamp_(max=Clip.LIMIT)
        right.item(), norm.item()  # training also reads these at every step
        return loss.item()

    return step


def tensor_of(value):
    """A tensor from {"shape", "dtype", "base64"}."""
    dtype = torch.int32 if value["dtype"] == "int32" else torch.float32
    return torch.frombuffer(bytearray(base64.b64decode(value["base64"])), dtype=dtype).reshape(value["shape"])


def fill(model, values):
    """Loads the package's parameters into a model. Only the name `weight` and the order of axes differ."""
    wanted = dict(model.named_parameters())
    for path, value in values.items():
        name, last = path, path.split(".")[-1]
        if last in ("kernel", "gain"):
            name = path[: -len(last)] + "weight"
        target, x = wanted.pop(name), tensor_of(value)
        if last == "kernel":
            if target.dim() == 4:  # the kernel of a convolution or of a layer on patches
                x = x.reshape(*target.shape[2:], target.shape[1], target.shape[0]).permute(3, 2, 0, 1)
            else:
                x = x.t()
        assert x.shape == target.shape, (path, x.shape, target.shape)
        target.data = x.clone(memory_format=torch.contiguous_format)
    assert not wanted, list(wanted)


def losses_of(spec, layout, values, steps):
    """Losses of some steps, with the given initial parameters and batch."""
    model = model_of(spec)
    fill(model, values["params"])
    images, target = (tensor_of(values["batch"][name]) for name in values["fields"])
    step = stepper(spec, layout, False, model, (images.permute(0, 3, 1, 2), target.long()))
    return {"parameters": sum(w.numel() for w in model.parameters()), "losses": [step() for _ in range(steps)]}


def images_of(x, layout):
    """Numbers [batch, height, width, channels] as PyTorch images in the requested layout."""
    last = torch.channels_last if layout == "nhwc" else torch.contiguous_format
    return x.permute(0, 3, 1, 2).contiguous(memory_format=last)


def kernel(spec, layout):
    """Returns a function that computes one operation of kernels.json on random numbers."""
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
    if kind == "groupNorm":
        x = images_of(a, layout)
        return lambda: F.group_norm(x, 8, *rest)
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


def without_gradients(run, half):
    def step():
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            run()

    return step


def blas():
    """The library for matrix products. Debian's PyTorch uses whichever libblas.so.3 is installed; the others contain MKL."""
    if torch.backends.mkl.is_available():
        return "MKL"
    torch.ones(2, 2) @ torch.ones(2, 2)
    with open("/proc/self/maps") as maps:
        names = {line.split("/")[-1].strip() for line in maps if "blas" in line or "libmkl" in line}
    optimised = [name for name in names if "openblas" in name or "mkl" in name or "blis" in name]
    if optimised:
        return " ".join(sorted(optimised))
    return "reference BLAS, which is slow: install libopenblas0-pthread for a fair comparison"


def main():
    specs, kernels_path, kind, threads = sys.argv[1:]
    layout, *rest = kind.split()
    half = rest == ["bf16"]
    tasks = json.loads(specs)
    with open(kernels_path) as file:
        kernels = json.load(file)
    torch.manual_seed(0)
    torch.set_num_threads(int(threads))
    numbers = "automatic casts to bfloat16" if half else "float32"
    order = "channels last" if layout == "nhwc" else "channels first"
    about = f"PyTorch {torch.__version__}, {order}, {numbers}, {blas()}"

    def start(name):
        if name in tasks:
            return stepper(tasks[name], layout, half)
        return without_gradients(kernel(kernels[name], layout), half)

    serve({"about": about}, start, lambda name, values, steps: losses_of(tasks[name], layout, values, steps))


main()
