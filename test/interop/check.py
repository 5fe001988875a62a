"""Asks every exported file the same questions and compares with the answers beside them.

Called with a folder of cases, each with questions.json and what was exported; prints one JSON object a line:
{"case", "format", "graph", "error"}, where error is the largest absolute difference, or {"case", "format", "failure"}.
"""

import contextlib
import importlib.util
import io
import json
import os
import sys
import traceback
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
import torch


def array(value):
    return np.array(value["values"], dtype="float32").reshape(value["shape"])


def channels_first(value):
    return value.transpose(0, 3, 1, 2) if value.ndim == 4 else value


def channels_last(value):
    return value.transpose(0, 2, 3, 1) if value.ndim == 4 else value


def ask_onnx(folder, graph, inputs):
    path = folder / "onnx" / f"{graph}.onnx"
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    values = session.run(names, {name: channels_first(value) for name, value in inputs.items()})
    return {name: channels_last(value) for name, value in zip(names, values)}


def ask_keras(folder, graph, inputs, outputs):
    model = keras.saving.load_model(folder / "keras" / f"{graph}.keras")
    values = model([inputs[name] for name in [tensor.name for tensor in model.inputs]])
    values = values if isinstance(values, (list, tuple)) else [values]
    return dict(zip(outputs, [np.asarray(value) for value in values]))


def ask_saved_model(folder, graph, inputs):
    loaded = tf.saved_model.load(str(folder / "saved-model"))
    signature = graph if graph in ("encoder", "prior") else "serving_default"
    answers = loaded.signatures[signature](**{name: tf.constant(value) for name, value in inputs.items()})
    return {name: value.numpy() for name, value in answers.items()}


def load_script(folder):
    spec = importlib.util.spec_from_file_location("exported_model", folder / "python" / "model.py")
    module = importlib.util.module_from_spec(spec)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        spec.loader.exec_module(module)
    return module, said.getvalue()


def ask_python(folder, graph, inputs, outputs):
    """The script's own network with the weights of the safetensors file that was exported alone."""
    from safetensors.torch import load_file

    module, _ = load_script(folder)
    model = module.Model()
    model.load_state_dict(load_file(folder / "weights.safetensors"))
    with torch.no_grad():
        values = getattr(model, graph)(*[torch.tensor(channels_first(value)) for value in inputs.values()])
    values = values if isinstance(values, tuple) else (values,)
    return dict(zip(outputs, [channels_last(value.numpy()) for value in values]))


def ask_script(folder, graph, inputs):
    """What the script itself decodes, and what it says PyTorch and Keras differ by."""
    module, said = load_script(folder)
    words = said.strip().splitlines()[-1]
    assert "differ by at most" in words, said
    assert float(words.split()[-1]) < 1e-4, words
    return {"image": module.decode(**inputs)} if graph == "decoder" else {"log_odds": module.classify(**inputs)}


def difference(wanted, got):
    known = ~np.isnan(wanted)
    finite = known & np.isfinite(wanted)
    return float(np.abs(wanted[finite] - got.reshape(wanted.shape)[finite]).max())


def check(folder, report):
    for question in json.loads((folder / "questions.json").read_text()):
        graph = question["graph"]
        inputs = {name: array(value) for name, value in question["inputs"].items()}
        outputs = {
            name: np.array([np.nan if number is None else number for number in values], dtype="float32")
            for name, values in question["outputs"].items()
        }
        ways = {
            "onnx": lambda: ask_onnx(folder, graph, inputs),
            "keras": lambda: ask_keras(folder, graph, inputs, outputs),
            "saved-model": lambda: ask_saved_model(folder, graph, inputs),
            "safetensors": lambda: ask_python(folder, graph, inputs, outputs),
        }
        if graph in ("decoder", "classifier"):
            ways["python"] = lambda: ask_script(folder, graph, inputs)
        for way, ask in ways.items():
            about = {"case": folder.name, "format": way, "graph": graph}
            try:
                answers = ask()
                error = max(difference(outputs[name], answers[name]) for name in outputs)
                report({**about, "error": error})
            except Exception:
                report({**about, "failure": traceback.format_exc(limit=-4)})


def main():
    answers = os.fdopen(os.dup(1), "w")
    # What the libraries print is not an answer.
    os.dup2(2, 1)
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        check(folder, lambda line: print(json.dumps(line), file=answers, flush=True))


main()
