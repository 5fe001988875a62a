/**
 * Graphs as `.keras` files, Keras 3's own format: a zip with the model as JSON and its weights as HDF5.
 */
import h5wasm from 'h5wasm'
import { zipOf } from '../zip.ts'
import { inputsOf, type Graph, type Reference } from './graph.ts'
import { kerasLayers, type KerasLayer } from './keraslayers.ts'
import type { Parameters } from './parameters.ts'

const tensor = ({ node, output, shape }: Reference) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, ...shape], dtype: 'float32', keras_history: [node, 0, output] }
})

/** The merging layers take their inputs as one list. */
const merging = new Set(['Concatenate', 'Add', 'Multiply'])

function layerJson({ name, module, className, config, inputs }: KerasLayer): object {
  const args = inputs.map(tensor)
  const inbound = { args: merging.has(className) ? [args] : args, kwargs: {} }
  return {
    module,
    class_name: className,
    config,
    registered_name: module === 'keras.layers' ? null : className,
    name,
    inbound_nodes: inputs.length > 0 ? [inbound] : []
  }
}

/** One alone stands by itself, several are a list. */
const single = <T>(values: T[]) => (values.length === 1 ? values[0] : values)

function modelJson(graph: Graph, layers: KerasLayer[]): object {
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: graph.name,
      trainable: true,
      layers: layers.map(layerJson),
      input_layers: single(inputsOf(graph).map(({ name }) => [name, 0, 0])),
      output_layers: single(graph.outputs.map(({ of }) => [of.node, 0, of.output]))
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
    compile_config: {}
  }
}

/**
 * The layers as Keras orders them, on which the names of their weights hang: those farthest from an output first,
 * and of equals the one met first on the way back from the outputs.
 */
export function inKerasOrder(graph: Graph, layers: KerasLayer[]): KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const met = new Map<string, number>()
  const visit = (name: string): void => {
    if (met.has(name)) return
    met.set(name, met.size)
    for (const { node } of byName.get(name)!.inputs) visit(node)
  }
  for (const { of } of graph.outputs) visit(of.node)
  const distances = new Map<string, number>()
  for (const { name, inputs } of layers.toReversed()) {
    const distance = distances.get(name) ?? 0
    for (const { node } of inputs) distances.set(node, Math.max(distance + 1, distances.get(node) ?? 0))
  }
  const distance = ({ name }: KerasLayer) => distances.get(name) ?? 0
  return layers.toSorted((a, b) => distance(b) - distance(a) || met.get(a.name)! - met.get(b.name)!)
}

/** `ZeroPadding2D` as `zero_padding2d`. */
const snakeCase = (name: string) =>
  name
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** Files of the HDF5 library's own memory are named apart, since several may be written at once. */
let files = 0

/** `model.weights.h5`: under the class of each layer and its number among its class. */
async function weightsFile(layers: KerasLayer[]): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready
  const name = `weights-${files++}.h5`
  const file = new h5wasm.File(name, 'w')
  try {
    const root = file.create_group('layers')
    const counts = new Map<string, number>()
    for (const { className, weights } of layers) {
      const kind = snakeCase(className)
      const number = counts.get(kind) ?? 0
      counts.set(kind, number + 1)
      if (weights.length === 0) continue
      const group = root.create_group(number === 0 ? kind : `${kind}_${number}`).create_group('vars')
      for (const [index, { shape, values }] of weights.entries())
        group.create_dataset({ name: String(index), data: values, shape, dtype: '<f4' })
    }
    file.flush()
  } finally {
    file.close()
  }
  try {
    return FS!.readFile(name)
  } finally {
    FS!.unlink(name)
  }
}

/** A `.keras` file that `keras.saving.load_model` reads. */
export async function kerasFile(graph: Graph, parameters: Parameters): Promise<Uint8Array> {
  const layers = inKerasOrder(graph, kerasLayers(graph, parameters))
  const text = (value: object) => Buffer.from(JSON.stringify(value))
  return zipOf({
    // Readers want a date; when it was does not matter.
    'metadata.json': text({ keras_version: '3.0.0', date_saved: '1980-01-01@00:00:00' }),
    'config.json': text(modelJson(graph, layers)),
    'model.weights.h5': await weightsFile(layers)
  })
}
