/** The formats that a run's model is written in, one line each. */
import { mainGraph, modelGraphs } from './architecture.ts'
import { metadataOf, usage, type ModelAbout } from './about.ts'
import type { Graph } from './graph.ts'
import { kerasFile } from './keras.ts'
import { onnxFile, opset } from './onnx.ts'
import type { Parameters } from './parameters.ts'
import { pythonScript } from './python.ts'
import { savedModelFile } from './savedmodel.ts'
import { encodeSafetensors } from '../../safetensors.ts'
import type { Variables } from '../../../engine/engine.ts'
import type { ModelFormat } from '../../../shared/contract/models.ts'

export interface ModelToWrite extends ModelAbout {
  variables: Variables
  parameters: Parameters
}

/** Contents by path in the folder that is written; a single file's path is ''. */
export type ModelFiles = Record<string, Uint8Array>

interface Format {
  /** What it is called where there is no other name: a file's extension, or nothing for a folder. */
  extension: string
  files(model: ModelToWrite, graphs: Graph[]): Promise<ModelFiles>
}

const safetensors = (model: ModelToWrite) => encodeSafetensors(model.parameters.all(), metadataOf(model))

/** A file that says, to people and programs, what the others are and how they are asked. */
function about(model: ModelToWrite, axes: 'channels last' | 'channels first', more: object = {}): Uint8Array {
  const { name, epoch, config, image } = model
  const text = { name, epoch, usage: usage(model, axes), ...more, image, config }
  return Buffer.from(JSON.stringify(text, null, 2) + '\n')
}

async function kerasFiles({ parameters }: ModelToWrite, graphs: Graph[]): Promise<ModelFiles> {
  const files: ModelFiles = {}
  for (const graph of graphs) files[`${graph.name}.keras`] = await kerasFile(graph, parameters)
  return files
}

export const formats: Record<ModelFormat, Format> = {
  safetensors: {
    extension: '.safetensors',
    files: async (model) => ({ '': safetensors(model) })
  },
  keras: {
    extension: '',
    files: async (model, graphs) => ({
      ...(await kerasFiles(model, graphs)),
      'about.json': about(model, 'channels last')
    })
  },
  onnx: {
    extension: '',
    async files(model, graphs) {
      const metadata = metadataOf(model)
      const written = graphs.map((graph) => [
        `${graph.name}.onnx`,
        onnxFile(graph, model.parameters, metadata)
      ])
      return {
        ...(Object.fromEntries(written) as ModelFiles),
        'about.json': about(model, 'channels first', { opset })
      }
    }
  },
  'saved-model': {
    extension: '',
    async files(model, graphs) {
      const named = Object.fromEntries(graphs.map((graph) => [graph.name, graph]))
      const signatures = { serving_default: mainGraph(graphs), ...named }
      return {
        'saved_model.pb': savedModelFile(signatures, model.parameters),
        'about.json': about(model, 'channels last', { signatures: Object.keys(signatures) })
      }
    }
  },
  python: {
    extension: '',
    files: async (model, graphs) => ({
      'model.py': Buffer.from(pythonScript(model, graphs, model.parameters)),
      'weights.safetensors': safetensors(model),
      ...(await kerasFiles(model, graphs)),
      'about.json': about(model, 'channels first')
    })
  }
}

/** Everything of a model in one format. */
export function modelFiles(format: ModelFormat, model: ModelToWrite): Promise<ModelFiles> {
  return formats[format].files(model, modelGraphs(model.config, model.image, model.variables))
}
