"""The training step in JAX: one jitted function of parameters, moments and images, its buffers donated."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from serve import serve

layout = ("NHWC", "HWIO", "NHWC")


def weights(key, shape: list[int]):
    return jax.random.normal(key, shape) * (2 / np.prod(shape[:-1])) ** 0.5, jnp.zeros(shape[-1])


def parameters_of(workload: dict) -> dict:
    network, side, latent = workload["network"], workload["side"], workload["latent"]
    width = network["width"]
    keys = iter(jax.random.split(jax.random.key(0), 32))
    dense = lambda sizes: [weights(next(keys), [a, b]) for a, b in zip(sizes, sizes[1:])]
    if network["kind"] == "mlp":
        middle = [width] * network["depth"]
        return {
            "encoder": dense([side * side, *middle, 2 * latent]),
            "decoder": dense([latent, *middle, side * side]),
        }
    channels = [1, *network["filters"]]
    size = (side // 2 ** len(network["filters"])) ** 2 * channels[-1]
    pairs = list(zip(channels, channels[1:]))
    return {
        "convolutions": [weights(next(keys), [4, 4, a, b]) for a, b in pairs],
        "encoder": dense([size, width, 2 * latent]),
        "decoder": dense([latent, width, size]),
        "transposed": [weights(next(keys), [4, 4, b, a]) for a, b in reversed(pairs)],
    }


def through(stack, x, last_relu=False):
    for index, (w, b) in enumerate(stack):
        x = x @ w + b
        if last_relu or index + 1 < len(stack):
            x = jax.nn.relu(x)
    return x


def encode(parameters, x):
    for w, b in parameters.get("convolutions", []):
        x = jax.nn.relu(lax.conv_general_dilated(x, w, (2, 2), "SAME", dimension_numbers=layout) + b)
    return through(parameters["encoder"], x.reshape(len(x), -1))


def decode(parameters, z, side: int):
    stack = parameters.get("transposed")
    if not stack:
        return through(parameters["decoder"], z).reshape(-1, side, side, 1)
    extent = side // 2 ** len(stack)
    x = through(parameters["decoder"], z, last_relu=True).reshape(len(z), extent, extent, -1)
    for index, (w, b) in enumerate(stack):
        x = lax.conv_transpose(x, w, (2, 2), "SAME", dimension_numbers=layout) + b
        if index + 1 < len(stack):
            x = jax.nn.relu(x)
    return x


def loss_of(parameters, images, key):
    x = images.astype(jnp.float32) / 255
    mean, log_variance = jnp.split(encode(parameters, x), 2, 1)
    z = mean + jnp.exp(0.5 * log_variance) * jax.random.normal(key, mean.shape)
    logits = decode(parameters, z, images.shape[1])
    entropy = jnp.maximum(logits, 0) - logits * x + jnp.log1p(jnp.exp(-jnp.abs(logits)))
    kl = 0.5 * jnp.sum(jnp.exp(log_variance) + mean**2 - 1 - log_variance)
    return (jnp.sum(entropy) + kl) / len(images)


@functools.partial(jax.jit, donate_argnums=0)
def train(state, images):
    parameters, first, second, step = state
    # The counter is the key: cheaper than splitting one each step.
    loss, gradient = jax.value_and_grad(loss_of)(parameters, images, jax.random.key(step))
    step = step + 1
    first = jax.tree.map(lambda m, g: m + 0.1 * (g - m), first, gradient)
    second = jax.tree.map(lambda v, g: v + 0.001 * (g * g - v), second, gradient)
    rate = 1e-3 * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    move = lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7)
    return (jax.tree.map(move, parameters, first, second), first, second, step), loss


class Steps:
    def __init__(self, workload: dict):
        parameters = parameters_of(workload)
        zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
        self.state = parameters, zeros(), zeros(), jnp.zeros([], jnp.int32)

    def run(self, batches: list[np.ndarray], count: int, first: int) -> float:
        for step in range(first, first + count):
            self.state, loss = train(self.state, batches[step % len(batches)])
        jax.block_until_ready(self.state)
        return float(loss)


serve(Steps)
