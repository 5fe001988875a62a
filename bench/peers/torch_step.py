"""The training step in PyTorch: `torch_step.py eager|compile`."""

import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from serve import serve

compiled = sys.argv[1] == "compile"


class Convolutional(nn.Module):
    def __init__(self, side: int, filters: list[int], width: int, latent: int):
        super().__init__()
        channels = [1, *filters]
        extent = side // 2 ** len(filters)
        seed = (channels[-1], extent, extent)
        size = channels[-1] * extent * extent
        encoder, decoder = [], []
        for inputs, outputs in zip(channels, channels[1:]):
            encoder += [nn.Conv2d(inputs, outputs, 4, 2, 1), nn.ReLU()]
            decoder = [nn.ConvTranspose2d(outputs, inputs, 4, 2, 1), nn.ReLU(), *decoder]
        self.encoder = nn.Sequential(
            *encoder, nn.Flatten(), nn.Linear(size, width), nn.ReLU(), nn.Linear(width, 2 * latent)
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, size), nn.ReLU(),
            nn.Unflatten(1, seed), *decoder[:-1],
        )


class Perceptron(nn.Module):
    def __init__(self, side: int, width: int, depth: int, latent: int):
        super().__init__()

        def hidden(inputs: int) -> list[nn.Module]:
            sizes = [inputs] + [width] * depth
            return [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), nn.ReLU())]

        pixels = side * side
        self.encoder = nn.Sequential(nn.Flatten(), *hidden(pixels), nn.Linear(width, 2 * latent))
        self.decoder = nn.Sequential(
            *hidden(latent), nn.Linear(width, pixels), nn.Unflatten(1, (1, side, side))
        )


def start(model: nn.Module) -> None:
    """The first weights as all the others have them; PyTorch's own are smaller and learn slowly at first."""
    torch.manual_seed(0)
    for layer in model.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            weight = layer.weight
            terms = weight[0].numel()
            if isinstance(layer, nn.ConvTranspose2d):
                terms = layer.in_channels * weight[0, 0].numel() / 4
            nn.init.normal_(weight, std=(2 / terms) ** 0.5)
            nn.init.zeros_(layer.bias)


def loss_of(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    x = images.float() / 255
    mean, log_variance = model.encoder(x).chunk(2, 1)
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    reconstruction = F.binary_cross_entropy_with_logits(model.decoder(z), x, reduction="sum")
    kl = 0.5 * (log_variance.exp() + mean.square() - 1 - log_variance).sum()
    return (reconstruction + kl) / len(images)


class Steps:
    def __init__(self, workload: dict):
        network, side, latent = workload["network"], workload["side"], workload["latent"]
        if network["kind"] == "conv":
            self.model = Convolutional(side, network["filters"], network["width"], latent)
            # The layout oneDNN's convolutions are fastest in.
            self.model = self.model.to(memory_format=torch.channels_last)
        else:
            self.model = Perceptron(side, network["width"], network["depth"], latent)
        start(self.model)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=True)
        torch.compiler.reset()
        self.loss = torch.compile(loss_of) if compiled else loss_of

    def run(self, batches: list[np.ndarray], count: int, first: int) -> float:
        for step in range(first, first + count):
            # One channel: the same bytes in either layout.
            images = torch.from_numpy(batches[step % len(batches)]).permute(0, 3, 1, 2)
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(self.model, images)
            loss.backward()
            self.optimizer.step()
        return loss.item()


serve(Steps)
