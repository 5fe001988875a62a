/** A Python script that loads a run's weights in PyTorch and in Keras and decodes with both. */
import type { ModelAbout } from './about.ts'
import { usage } from './about.ts'
import { inputsOf, type Graph } from './graph.ts'
import type { Parameters } from './parameters.ts'
import { pythonModule } from './pythonmodule.ts'

/** Text that a Python comment or docstring may hold, whatever a run is called. */
const plain = (text: string) => text.replaceAll(/[\p{Cc}\\"]/gu, ' ')

const denseClass = `class Dense(nn.Linear):
    """A dense layer whose condition enters through a weight of its own."""

    def __init__(self, inputs, outputs, conditions):
        super().__init__(inputs, outputs)
        self.condition = nn.Linear(conditions, outputs, bias=False)

    def forward(self, x, condition):
        return super().forward(x) + self.condition(condition)`

function modelClass(graphs: Graph[], parameters: Parameters): string {
  const names = Object.keys(parameters.all())
  const modules = graphs.map((graph) => pythonModule(graph, parameters, names))
  const members = graphs.map(
    ({ name }) => `        self.${name} = ${name[0].toUpperCase()}${name.slice(1)}()`
  )
  const conditional = graphs.some((graph) =>
    graph.nodes.some(({ kind, inputs }) => kind === 'dense' && inputs[1])
  )
  return [
    ...(conditional ? [denseClass] : []),
    ...modules,
    ['class Model(nn.Module):', '    def __init__(self):', '        super().__init__()', ...members].join(
      '\n'
    )
  ].join('\n\n\n')
}

/** Values for a decoder's inputs, channels last: a few points of the prior, each label in turn. */
function exampleInputs(decoder: Graph): string[] {
  return inputsOf(decoder).map(({ name, shape }) => {
    if (name === 'z')
      return `z = np.random.default_rng(0).standard_normal((8, ${shape[0]})).astype("float32")`
    if (shape.length === 1)
      return `condition = np.eye(${shape[0]}, dtype="float32")[np.arange(8) % ${shape[0]}]`
    return `condition = np.zeros((8, ${shape.join(', ')}), dtype="float32")  # put the given quadrants in here`
  })
}

/** The script's text. It lies beside `weights.safetensors` and the Keras models. */
export function pythonScript(about: ModelAbout, graphs: Graph[], parameters: Parameters): string {
  const decoder = graphs.find(({ name }) => name === 'decoder')!
  const inputs = inputsOf(decoder).map(({ name }) => name)
  const first = (name: string) => `channels_first(${name})`
  return `"""${plain(about.name)}: ${plain(about.config.model.toUpperCase())} of ${about.image.width}×${about.image.height} images, epoch ${about.epoch}, written by Latentscape.

${usage(about, 'channels first').map(plain).join('\n')}

Run it as a script, or open it as a notebook: cells begin with \`# %%\`. It needs torch, safetensors and numpy, and
keras for the last cell.
"""

# %% The networks in PyTorch: images are [batch, channels, height, width]
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

folder = Path(globals().get("__file__", ".")).parent


${modelClass(graphs, parameters)}


# %% The weights
model = Model()
model.load_state_dict(load_file(folder / "weights.safetensors"))
model.eval()


# %% Decode
def channels_first(values):
    values = torch.as_tensor(values)
    return values.permute(0, 3, 1, 2) if values.ndim == 4 else values


def decode(${inputs.join(', ')}):
    """Images [batch, height, width, channels] in 0…1 of latents [batch, ${about.config.latent}]."""
    with torch.no_grad():
        return model.decoder(${inputs.map(first).join(', ')}).permute(0, 2, 3, 1).numpy()


${exampleInputs(decoder).join('\n')}
images = decode(${inputs.join(', ')})
print("decoded", images.shape, "from", images.min(), "to", images.max())

# %% The same in Keras
try:
    import keras
except ImportError:
    print("keras is not installed; the PyTorch model above is all there is to see")
else:
    keras_decoder = keras.saving.load_model(folder / "decoder.keras")
    keras_images = np.asarray(keras_decoder(${inputs.length > 1 ? `[${inputs.join(', ')}]` : inputs[0]}))
    print("PyTorch and Keras differ by at most", np.abs(images - keras_images).max())
`
}
