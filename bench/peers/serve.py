"""A peer as a process that answers lines of JSON: load a workload, run N training steps, say how long it took."""

import json
import sys
import time
from typing import Callable, Protocol

import numpy as np


class Steps(Protocol):
    """A loaded workload."""

    def run(self, batches: list[np.ndarray], count: int, first: int) -> float:
        """Trains `count` steps, on batch `(first + i) % len(batches)` each; returns the last loss when all is done."""


def batches_of(workload: dict, path: str) -> list[np.ndarray]:
    """The images as batches of bytes, [batch, side, side, 1]."""
    side, batch = workload["side"], workload["batch"]
    images = np.fromfile(path, np.uint8).reshape(-1, side, side, 1)
    whole = len(images) // batch
    return list(images[: whole * batch].reshape(whole, batch, side, side, 1).copy())


def serve(load: Callable[[dict], Steps]) -> None:
    answers = sys.stdout
    # What libraries print is not an answer.
    sys.stdout = sys.stderr
    steps: Steps | None = None
    batches: list[np.ndarray] = []
    done = 0
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "load":
                steps = None
                steps = load(request["workload"])
                batches = batches_of(request["workload"], request["pixels"])
                done = 0
                answer: dict = {}
            else:
                began = time.perf_counter()
                loss = steps.run(batches, request["steps"], done)
                answer = {"seconds": time.perf_counter() - began, "loss": loss}
                done += request["steps"]
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(answer), file=answers, flush=True)
