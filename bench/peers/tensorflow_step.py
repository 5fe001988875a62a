"""
The training step in TensorFlow: `tensorflow_step.py function|keras graph|xla`. With `function` the network is
TensorFlow's own ops with its fused Adam under tf.function; with `keras`, Keras's layers, loss and optimizer.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from serve import serve

style, executor = sys.argv[1:3]
xla = executor == "xla"


def sum_loss(encode, decode, images, latent: int):
    x = tf.cast(images, tf.float32) / 255
    mean, log_variance = tf.split(encode(x), 2, 1)
    z = mean + tf.exp(0.5 * log_variance) * tf.random.normal([len(images), latent])
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=decode(z))
    kl = 0.5 * tf.reduce_sum(tf.exp(log_variance) + tf.square(mean) - 1 - log_variance)
    return (tf.reduce_sum(entropy) + kl) / len(images)


class FunctionNetwork:
    """Variables and ops."""

    def __init__(self, workload: dict):
        self.variables: list[tf.Variable] = []
        self.network, self.side = workload["network"], workload["side"]
        side, latent, width = self.side, workload["latent"], self.network["width"]
        conv = self.network["kind"] == "conv"
        if conv:
            channels = [1, *self.network["filters"]]
            self.extent = side // 2 ** len(self.network["filters"])
            self.filters = channels[-1]
            size = self.extent**2 * self.filters
            pairs = list(zip(channels, channels[1:]))
            self.convolutions = [self.weights([4, 4, a, b], b) for a, b in pairs]
            self.transposed = [self.weights([4, 4, a, b], a) for a, b in reversed(pairs)]
            enter, leave = [size, width], [width, size]
        else:
            middle = [width] * self.network["depth"]
            enter, leave = [side * side, *middle], [*middle, side * side]
        self.encoder = self.dense([*enter, 2 * latent])
        self.decoder = self.dense([latent, *leave])

    def weights(self, shape: list[int], outputs: int):
        deviation = (2 / np.prod(shape[:-1])) ** 0.5
        pair = tf.Variable(tf.random.normal(shape) * deviation), tf.Variable(tf.zeros([outputs]))
        self.variables += pair
        return pair

    def dense(self, sizes: list[int]):
        return [self.weights([a, b], b) for a, b in zip(sizes, sizes[1:])]

    def through(self, stack, x, last_relu=False):
        for index, (w, b) in enumerate(stack):
            x = tf.nn.bias_add(tf.matmul(x, w), b)
            if last_relu or index + 1 < len(stack):
                x = tf.nn.relu(x)
        return x

    def encode(self, x):
        if self.network["kind"] == "conv":
            for w, b in self.convolutions:
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 2, "SAME"), b))
        return self.through(self.encoder, tf.reshape(x, [len(x), -1]))

    def decode(self, z):
        if self.network["kind"] == "mlp":
            return tf.reshape(self.through(self.decoder, z), [-1, self.side, self.side, 1])
        x = self.through(self.decoder, z, last_relu=True)
        extent = self.extent
        x = tf.reshape(x, [-1, extent, extent, self.filters])
        for index, (w, b) in enumerate(self.transposed):
            extent *= 2
            shape = [len(z), extent, extent, w.shape[2]]
            x = tf.nn.bias_add(tf.nn.conv2d_transpose(x, w, shape, 2, "SAME"), b)
            if index + 1 < len(self.transposed):
                x = tf.nn.relu(x)
        return x


class FusedAdam:
    """TensorFlow's own kernel."""

    def __init__(self, variables):
        self.slots = [(tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in variables]
        self.powers = tf.Variable(0.9), tf.Variable(0.999)

    def apply(self, gradients, variables):
        first, second = (power.read_value() for power in self.powers)
        for gradient, variable, (m, v) in zip(gradients, variables, self.slots):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle, m=m.handle, v=v.handle, beta1_power=first, beta2_power=second,
                lr=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-7, grad=gradient,
            )
        self.powers[0].assign(first * 0.9)
        self.powers[1].assign(second * 0.999)


class KerasNetwork:
    """The same in Keras's layers."""

    def __init__(self, workload: dict):
        network, side, latent = workload["network"], workload["side"], workload["latent"]
        width = network["width"]
        relu = {"activation": "relu"}
        if network["kind"] == "conv":
            filters = network["filters"]
            extent = side // 2 ** len(filters)
            same = {"kernel_size": 4, "strides": 2, "padding": "same"}
            upward = [layers.Conv2DTranspose(count, **same, **relu) for count in reversed(filters[:-1])]
            self.encode = keras.Sequential([
                keras.Input((side, side, 1)), *(layers.Conv2D(count, **same, **relu) for count in filters),
                layers.Flatten(), layers.Dense(width, **relu), layers.Dense(2 * latent),
            ])
            self.decode = keras.Sequential([
                keras.Input((latent,)), layers.Dense(width, **relu),
                layers.Dense(extent**2 * filters[-1], **relu), layers.Reshape((extent, extent, filters[-1])),
                *upward, layers.Conv2DTranspose(1, **same),
            ])
        else:
            hidden = lambda: [layers.Dense(width, **relu) for _ in range(network["depth"])]
            self.encode = keras.Sequential(
                [keras.Input((side, side, 1)), layers.Flatten(), *hidden(), layers.Dense(2 * latent)]
            )
            self.decode = keras.Sequential(
                [keras.Input((latent,)), *hidden(), layers.Dense(side * side), layers.Reshape((side, side, 1))]
            )
        self.variables = self.encode.trainable_variables + self.decode.trainable_variables


class Steps:
    def __init__(self, workload: dict):
        side, latent = workload["side"], workload["latent"]
        if style == "keras":
            network = KerasNetwork(workload)
            optimizer = keras.optimizers.Adam(1e-3, epsilon=1e-7)
            optimizer.build(network.variables)
        else:
            network = FunctionNetwork(workload)
            optimizer = FusedAdam(network.variables)

        @tf.function(
            input_signature=[tf.TensorSpec([workload["batch"], side, side, 1], tf.uint8)],
            jit_compile=xla or None,
        )
        def step(images):
            with tf.GradientTape() as tape:
                loss = sum_loss(network.encode, network.decode, images, latent)
            optimizer.apply(tape.gradient(loss, network.variables), network.variables)
            return loss

        self.step = step.get_concrete_function()

    def run(self, batches: list[np.ndarray], count: int, first: int) -> float:
        for step in range(first, first + count):
            loss = self.step(tf.constant(batches[step % len(batches)]))
        return float(loss)


serve(Steps)
