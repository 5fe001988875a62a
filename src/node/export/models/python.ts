/** A Python script that loads a run's weights in PyTorch and in Keras and decodes with both. */
import type { ModelAbout } from './about.ts'
import { usage } from './about.ts'
import { mainGraph } from './architecture.ts'
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

/** Values for the inputs, channels last: points of the prior, each label in turn, images of noise. */
function exampleInputs(graph: Graph): string[] {
  const noise = (name: string, draw: string, shape: number[]) =>
    `${name} = np.random.default_rng(0).${draw}((8, ${shape.join(', ')})).astype("float32")`
  return inputsOf(graph).map(({ name, shape }) => {
    if (name === 'z') return noise(name, 'standard_normal', shape)
    if (name === 'image') return noise(name, 'random', shape)
    if (shape.length === 1)
      return `condition = np.eye(${shape[0]}, dtype="float32")[np.arange(8) % ${shape[0]}]`
    return `condition = np.zeros((8, ${shape.join(', ')}), dtype="float32")  # put the given quadrants in here`
  })
}

/** The script's text. It lies beside `weights.safetensors` and the Keras models. */
export function pythonScript(about: ModelAbout, graphs: Graph[], parameters: Parameters): string {
  const graph = mainGraph(graphs)
  const decodes = graph.name === 'decoder'
  const inputs = inputsOf(graph).map(({ name }) => name)
  const asked = `model.${graph.name}(${inputs.map((name) => `channels_first(${name})`).join(', ')})`
  const kind = plain(about.config.model.toUpperCase())
  return `"""${plain(about.name)}: ${kind} of ${about.image.width}×${about.image.height} images, epoch ${about.epoch}, written by Latentscape.

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

folder = Path(globals().get("__file__", "model.py")).parent


${modelClass(graphs, parameters)}


# %% The weights
model = Model()
model.load_state_dict(load_file(folder / "weights.safetensors"))
model.eval()


# %% ${decodes ? 'Decode' : 'Classify'}
def channels_first(values):
    values = torch.as_tensor(values)
    return values.permute(0, 3, 1, 2) if values.ndim == 4 else values


def ${decodes ? 'decode' : 'classify'}(${inputs.join(', ')}):
    ${decodes ? `"""Images [batch, height, width, channels] in 0…1 of latents [batch, ${about.config.latent}]."""` : `"""The log odds [batch, 1] of images [batch, height, width, channels] in 0…1."""`}
    with torch.no_grad():
        return ${asked}${decodes ? '.permute(0, 2, 3, 1)' : ''}.numpy()


${exampleInputs(graph).join('\n')}
answers = ${decodes ? 'decode' : 'classify'}(${inputs.join(', ')})
print("${decodes ? 'decoded' : 'log odds'}", answers.shape, "from", answers.min(), "to", answers.max())

# %% The same in Keras
try:
    import keras
except ImportError:
    print("keras is not installed; the PyTorch model above is all there is to see")
else:
    keras_model = keras.saving.load_model(folder / "${graph.name}.keras")
    keras_answers = np.asarray(keras_model(${inputs.length > 1 ? `[${inputs.join(', ')}]` : inputs[0]}))
    print("PyTorch and Keras differ by at most", np.abs(answers - keras_answers).max())
`
}
