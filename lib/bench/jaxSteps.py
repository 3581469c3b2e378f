"""Runs the benchmark's training steps in JAX, compiled by XLA, for comparison. benchRequests.py says how it is asked.
Arguments: the tasks' run specs as JSON, the number of threads.

The definitions match lib/training. Parameters are a dictionary with the package's own paths, shapes and order of axes."""

import base64
import json
import math
import os
import sys

# XLA reads these when it starts.
THREADS = sys.argv[2]
os.environ.update(NPROC=THREADS, JAX_PLATFORMS="cpu")
if THREADS == "1":
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from benchRequests import CLASSES, END, FIRST_WORD, serve, without

LIMIT = math.log(100)  # of the logit scale


class Parameters:
    """The parameters of a model while it is called. A name such as "block0.norm1" is a prefix of paths."""

    def __init__(self, values, prefix=""):
        self.values, self.prefix = values, prefix

    def at(self, name):
        return type(self)(self.values, f"{self.prefix}{name}.")

    def get(self, name, shape, deviation):
        value = self.values[self.prefix + name]
        assert value.shape == shape, (self.prefix + name, value.shape, shape)
        return value


class FirstParameters(Parameters):
    """Notes the shapes that a model asks for, and draws initial values. A deviation of 0 is for biases, None for gains."""

    random = np.random.default_rng(0)

    def get(self, name, shape, deviation):
        drawn = np.ones(shape) if deviation is None else deviation * self.random.standard_normal(shape)
        self.values[self.prefix + name] = np.asarray(drawn, np.float32)
        return jnp.zeros(shape)


def dense(p, x, outs):
    ins = x.shape[-1]
    return x @ p.get("kernel", (ins, outs), ins**-0.5) + p.get("bias", (outs,), 0)


def convolution(p, x, outs, side=3, stride=1):
    ins = x.shape[-1]
    kernel = p.get("kernel", (side, side, ins, outs), (2 / (side * side * ins)) ** 0.5)
    # "SAME" pads as in TensorFlow: for a stride of 2 only behind.
    return lax.conv_general_dilated(x, kernel, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def scaled(p, x):
    width = x.shape[-1]
    return x * p.get("gain", (width,), None) + p.get("bias", (width,), 0)


def standardised(x, axes):
    centred = x - x.mean(axes, keepdims=True)
    return centred * lax.rsqrt(jnp.square(centred).mean(axes, keepdims=True) + 1e-5)


def layer_norm(p, x):
    return scaled(p, standardised(x, -1))


def group_norm(p, x, groups):
    batch, height, width, channels = x.shape
    grouped = x.reshape(batch, height, width, groups, channels // groups)
    return scaled(p, standardised(grouped, (1, 2, 4)).reshape(x.shape))


def corners(x):
    """The four pixels of every 2×2 window. The gradient of XLA's own window operations is some thirty times as slow."""
    return x[:, ::2, ::2], x[:, ::2, 1::2], x[:, 1::2, ::2], x[:, 1::2, 1::2]


def perceptron(p, x, hidden):
    return dense(p.at("contract"), jax.nn.gelu(dense(p.at("expand"), x, hidden), approximate=False), x.shape[-1])


def attention(p, x, heads, mask):
    batch, positions, width = x.shape
    joint = dense(p.at("queryKeyValue"), x, 3 * width).reshape(batch, positions, 3, heads, width // heads)
    q, k, v = joint.transpose(2, 0, 3, 1, 4)
    scores = (q * (width // heads) ** -0.5) @ k.swapaxes(-1, -2)
    weights = jax.nn.softmax(scores if mask is None else scores + mask)
    return dense(p.at("output"), (weights @ v).transpose(0, 2, 1, 3).reshape(x.shape), width)


def transformer(p, x, depth, heads, expansion, mask=None):
    for at in range(depth):
        own = p.at(f"block{at}")
        x = x + attention(own.at("attention"), layer_norm(own.at("norm1"), x), heads, mask)
        x = x + perceptron(own.at("perceptron"), layer_norm(own.at("norm2"), x), expansion * x.shape[-1])
    return layer_norm(p.at("norm"), x)


def patches(images, side):
    batch, height, width, channels = images.shape
    cut = images.reshape(batch, height // side, side, width // side, side * channels).transpose(0, 1, 3, 2, 4)
    return cut.reshape(batch, -1, side * side * channels)


def cnn(p, x, widths, depth, pool):
    for stage, width in enumerate(widths):
        for layer in range(depth):
            own = p.at(f"stage{stage}_layer{layer}")
            x = jax.nn.relu(convolution(own, x, width) + own.get("bias", (width,), 0))
        a, b, c, d = corners(x)
        x = jnp.maximum(jnp.maximum(a, b), jnp.maximum(c, d))
    return x.reshape(len(x), -1) if pool == "flatten" else x.mean((1, 2))


def resnet(p, x, widths, blocks, groups):
    x = convolution(p.at("stem"), x, widths[0])
    for stage, width in enumerate(widths):
        for block in range(blocks):
            own, stride = p.at(f"stage{stage}_block{block}"), 2 if stage > 0 and block == 0 else 1
            ready = jax.nn.relu(group_norm(own.at("norm1"), x, groups))
            first = convolution(own.at("first"), ready, width, stride=stride)
            second = convolution(own.at("second"), jax.nn.relu(group_norm(own.at("norm2"), first, groups)), width)
            if stride > 1 or x.shape[-1] != width:
                smaller = ready if stride == 1 else sum(corners(ready)) / 4
                x = convolution(own.at("shortcut"), smaller, width, side=1)
            x = x + second
    return jax.nn.relu(group_norm(p.at("norm"), x, groups)).mean((1, 2))


def vit(p, x, patch, width, depth, heads, expansion):
    x = dense(p.at("embed"), patches(x, patch), width)
    x = x + p.get("position", x.shape[1:], 0.02)
    return transformer(p.at("blocks"), x, depth, heads, expansion).mean(1)


def mixer(p, x, patch, width, depth, placeHidden, channelHidden):
    x = dense(p.at("embed"), patches(x, patch), width)
    for at in range(depth):
        own = p.at(f"block{at}")
        turned = layer_norm(own.at("norm1"), x).swapaxes(1, 2)
        x = x + perceptron(own.at("places"), turned, placeHidden).swapaxes(1, 2)
        x = x + perceptron(own.at("channels"), layer_norm(own.at("norm2"), x), channelHidden)
    return layer_norm(p.at("norm"), x).mean(1)


def text(p, tokens, vocabulary, length, width, depth, heads, expansion):
    x = p.get("embedding", (vocabulary, width), 0.02)[tokens] + p.get("position", (length, width), 0.01)
    mask = jnp.triu(jnp.full((length, length), -1e9), 1)
    states = transformer(p.at("blocks"), x, depth, heads, expansion, mask)
    return (states * (tokens == END)[:, :, None]).sum(1)


NETWORKS = {"cnn": cnn, "resnet": resnet, "vit": vit, "mixer": mixer}


def cross_entropy(logits, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1).mean()


def accuracy(scores, labels):
    return (scores.argmax(1) == labels).mean()


def classification(p, image, spec, images, labels):
    config = spec["objective"]
    assert config["head"] == {"kind": "linear"} and config["smoothing"] == 0, config
    logits = dense(p.at("head"), image(p.at("image"), images), CLASSES)
    return cross_entropy(logits, labels), accuracy(logits, labels)


def clip(p, image, spec, images, tokens):
    config = spec["objective"]

    def unit(name, x):
        x = x @ p.get(name, (x.shape[-1], config["embeddingDim"]), x.shape[-1] ** -0.5)
        return x / jnp.maximum(jnp.linalg.norm(x, axis=1, keepdims=True), 1e-12)

    a = unit("imageProjection", image(p.at("image"), images))
    b = unit("textProjection", text(p.at("text"), tokens, **config["tokenizer"], **without(config["text"], "kind")))
    cosines, same = a @ b.T, jnp.arange(len(images))
    logits = cosines * jnp.exp(p.get("logitScale", (), 1))
    return (cross_entropy(logits, same) + cross_entropy(logits.T, same)) / 2, accuracy(cosines, same)


OBJECTIVES = {"crossEntropy": classification, "clip": clip}


def loss_of(spec):
    """Returns the loss of a task as a function of parameters, images and labels or tokens."""
    model = spec["model"]
    network, objective = NETWORKS[model["kind"]], OBJECTIVES[spec["objective"]["kind"]]

    def image(p, images):
        return network(p, images, **without(model, "kind"))

    return lambda p, images, target: objective(p, image, spec, images, target)


def first_parameters(spec, batch):
    values = {}
    # Only shapes are computed here.
    jax.eval_shape(lambda *given: loss_of(spec)(FirstParameters(values), *given), *batch)
    if "logitScale" in values:
        values["logitScale"] = np.asarray(math.log(1 / 0.07), np.float32)
    return values


def random_batch(spec):
    """Images, and labels or tokens."""
    random = np.random.default_rng(1)
    count, size = spec["budget"]["batchSize"], spec["data"]["size"]
    images = random.standard_normal((count, size, size, 3), np.float32)
    if spec["objective"]["kind"] != "clip":
        return images, random.integers(CLASSES, size=count, dtype=np.int32)
    tokenizer = spec["objective"]["tokenizer"]
    tokens = random.integers(FIRST_WORD, tokenizer["vocabulary"], (count, tokenizer["length"]), np.int32)
    tokens[:, 0], tokens[:, -1] = 1, END
    return images, tokens


def training_step(spec):
    """Returns a training step with AdamW, compiled: state, batch → state, the values that training reads."""
    config, loss = spec["optimizer"], loss_of(spec)
    rate, beta1, beta2 = config["learningRate"], config["beta1"], config["beta2"]

    def step(state, images, target):
        params, first, second, count = state
        of = jax.value_and_grad(lambda values: loss(Parameters(values), images, target), has_aux=True)
        (value, right), grads = of(params)
        norm = jnp.sqrt(sum(jnp.square(grad).sum() for grad in grads.values()))
        shrink = jnp.minimum(config["clipNorm"] / (norm + 1e-6), 1)
        count = count + 1
        corrected1, corrected2 = 1 - beta1**count, 1 - beta2**count
        after = ({}, {}, {})
        for name, grad in grads.items():
            grad = grad * shrink
            m = beta1 * first[name] + (1 - beta1) * grad
            v = beta2 * second[name] + (1 - beta2) * jnp.square(grad)
            kept = params[name] * (1 - rate * config["weightDecay"]) if grad.ndim >= 2 else params[name]
            new = kept - rate * (m / corrected1) / (jnp.sqrt(v / corrected2) + config["epsilon"])
            after[0][name], after[1][name], after[2][name] = new, m, v
        if "logitScale" in params:
            after[0]["logitScale"] = jnp.minimum(after[0]["logitScale"], LIMIT)
        return (*after, count), (value, right, norm)

    return jax.jit(step, donate_argnums=0)


STEPS = {}  # a step is compiled once, as a program would do that trains several models of the same kind


def stepper(name, spec, params=None, batch=None):
    """Returns a function that does one training step of a task and returns the loss before it."""
    images, target = map(jnp.asarray, batch or random_batch(spec))
    params = params or first_parameters(spec, (images, target))
    values = {name: jnp.array(value) for name, value in params.items()}
    zeros = [{name: jnp.zeros_like(value) for name, value in values.items()} for _ in range(2)]
    state = (values, *zeros, jnp.zeros((), jnp.float32))
    run = STEPS.setdefault(name, training_step(spec))

    def step():
        nonlocal state
        state, read = run(state, images, target)
        return [float(value) for value in read][0]  # training reads all three at every step

    return step


def array_of(value):
    """An array from {"shape", "dtype", "base64"}."""
    dtype = np.int32 if value["dtype"] == "int32" else np.float32
    return np.frombuffer(base64.b64decode(value["base64"]), dtype).reshape(value["shape"])


def losses_of(name, spec, values, steps):
    """Losses of some steps, with the given initial parameters and batch."""
    params = {path: array_of(value) for path, value in values["params"].items()}
    batch = [array_of(values["batch"][field]) for field in values["fields"]]
    wanted = {path: value.shape for path, value in first_parameters(spec, batch).items()}
    assert wanted == {path: value.shape for path, value in params.items()}, (wanted, list(params))
    step = stepper(name, spec, params, batch)
    return {"parameters": sum(value.size for value in params.values()), "losses": [step() for _ in range(steps)]}


def main():
    tasks = json.loads(sys.argv[1])
    about = f"JAX {jax.__version__}, compiled, channels last, float32, XLA of jaxlib {jax.lib.__version__}"
    serve(
        {"about": about, "only": list(tasks)},
        lambda name: stepper(name, tasks[name]),
        lambda name, values, steps: losses_of(name, tasks[name], values, steps),
    )


main()
