import h5wasm from 'h5wasm'
import { buffer } from 'node:stream/consumers'
import yauzl from 'yauzl'
import { describe, expect, it } from 'vitest'
import { modelGraphs } from '../../../../src/node/export/models/architecture.ts'
import { kerasFile } from '../../../../src/node/export/models/keras.ts'
import { cases, make, same } from './cases.ts'

async function unzip(bytes: Uint8Array): Promise<Record<string, Buffer>> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true })
  const files: Record<string, Buffer> = {}
  for await (const entry of zip.eachEntry())
    files[entry.fileName] = await buffer(await zip.openReadStreamPromise(entry))
  return files
}

interface Layer {
  class_name: string
  name: string
  inbound_nodes: { args: unknown[] }[]
}

/** Values by path in an HDF5 file. */
async function weights(bytes: Uint8Array): Promise<Map<string, { shape: number[]; values: Float32Array }>> {
  const { FS } = await h5wasm.ready
  FS!.writeFile('test.h5', bytes)
  const file = new h5wasm.File('test.h5', 'r')
  try {
    const found = new Map<string, { shape: number[]; values: Float32Array }>()
    for (const path of file.paths()) {
      const entity = file.get(path)
      if (entity instanceof h5wasm.Dataset)
        found.set(path.replace(/^\//, ''), { shape: entity.shape!, values: entity.value as Float32Array })
    }
    return found
  } finally {
    file.close()
    FS!.unlink('test.h5')
  }
}

describe('a .keras file', () => {
  it.each(cases)('holds a functional model and its weights: $title', async (each) => {
    const made = make(each)
    for (const graph of modelGraphs(made.config, made.image, made.variables)) {
      const bytes = await kerasFile(graph, made.parameters)
      const files = await unzip(bytes)
      expect(Object.keys(files)).toEqual(['metadata.json', 'config.json', 'model.weights.h5'])
      const { class_name, config } = JSON.parse(files['config.json'].toString()) as {
        class_name: string
        config: { layers: Layer[]; input_layers: unknown; output_layers: unknown }
      }
      expect(class_name).toBe('Functional')
      const names = new Set<string>()
      for (const layer of config.layers) {
        for (const [, name] of JSON.stringify(layer.inbound_nodes).matchAll(/"keras_history":\["([^"]+)"/g))
          expect(names.has(name), `${layer.name} takes ${name}`).toBe(true)
        expect(names.has(layer.name)).toBe(false)
        names.add(layer.name)
      }
      const found = await weights(files['model.weights.h5'])
      const layers = config.layers.filter(({ class_name }) => class_name === 'Dense')
      for (const [index, { name }] of layers.entries()) {
        const path = `layers/dense${index === 0 ? '' : `_${index}`}/vars`
        const kernel = made.parameters.channelsLast(`${name}.weight`)
        const stored = found.get(`${path}/0`)!
        // A condition's weight stands below that of the input.
        expect(same(stored.values.subarray(0, kernel.values.length), kernel.values), name).toBe(true)
        expect(stored.shape[1]).toBe(kernel.shape[1])
        if (made.parameters.has(`${name}.bias`))
          expect(
            same(found.get(`${path}/1`)!.values, made.parameters.channelsLast(`${name}.bias`).values)
          ).toBe(true)
      }
    }
  })
})
