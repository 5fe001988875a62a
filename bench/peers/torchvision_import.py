"""Reads a folder of images as training in PyTorch does: `ImageFolder` and a `DataLoader` of two workers."""

import json
import sys
import time

import torch
from PIL import Image
from torchvision import transforms
from torchvision.datasets import ImageFolder


def grey(path: str) -> Image.Image:
    with open(path, "rb") as file:
        return Image.open(file).convert("L")


def read(folder: str, size: int, channels: str) -> int:
    transform = transforms.Compose(
        [transforms.Resize(size), transforms.CenterCrop(size), transforms.ToTensor()]
    )
    # Colour is what it reads by itself.
    loading = {"loader": grey} if channels == "gray" else {}
    dataset = ImageFolder(folder, transform, **loading)
    loader = torch.utils.data.DataLoader(dataset, batch_size=128, num_workers=2)
    return sum(len(images) for images, _ in loader)


for line in sys.stdin:
    request = json.loads(line)
    try:
        began = time.perf_counter()
        images = read(request["folder"], request["size"], request["channels"])
        answer = {"seconds": time.perf_counter() - began, "images": images}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
