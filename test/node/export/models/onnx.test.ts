import { describe, expect, it } from 'vitest'
import { modelGraphs } from '../../../../src/node/export/models/architecture.ts'
import { onnxFile, onnxModelType } from '../../../../src/node/export/models/onnx.ts'
import { cases, make, same } from './cases.ts'

interface Value {
  name: string
  type: { tensor_type: { shape: { dim: { dim_value?: string; dim_param?: string }[] } } }
}
interface Model {
  opset_import: { version: string }[]
  metadata_props: { key: string; value: string }[]
  graph: {
    node: {
      op_type: string
      input: string[]
      output: string[]
      attribute: { name: string; ints: string[] }[]
    }[]
    initializer: { name: string; dims: string[]; data_type: number; raw_data: Uint8Array }[]
    input: Value[]
    output: Value[]
  }
}

function read(bytes: Uint8Array): Model {
  const type = onnxModelType()
  return type.toObject(type.decode(bytes), { longs: String, arrays: true }) as Model
}

const extents = ({ type }: Value) =>
  type.tensor_type.shape.dim.map(({ dim_value, dim_param }) => dim_param ?? Number(dim_value))

describe('an ONNX file', () => {
  it.each(cases)('holds each weight once, and nothing that is not defined: $title', (each) => {
    const made = make(each)
    const seen = new Set<string>()
    for (const graph of modelGraphs(made.config, made.image, made.variables)) {
      const model = read(onnxFile(graph, made.parameters, { name: each.title }))
      expect(model.opset_import).toEqual([{ domain: '', version: '17' }])
      expect(model.metadata_props).toEqual([{ key: 'name', value: each.title }])
      const { node, initializer, input, output } = model.graph
      const defined = new Set(input.map(({ name }) => name))
      for (const { name, dims, data_type, raw_data } of initializer) {
        expect(defined.has(name), name).toBe(false)
        defined.add(name)
        const size = dims.reduce((product, extent) => product * Number(extent), 1)
        expect(raw_data.length, name).toBe(size * (data_type === 7 ? 8 : 4))
        if (made.parameters.has(name)) {
          seen.add(name)
          const { shape, values } = made.parameters.channelsFirst(name)
          expect(dims.map(Number)).toEqual(shape)
          expect(same(raw_data, values), name).toBe(true)
        }
      }
      for (const { op_type, input: taken, output: given } of node) {
        for (const name of taken) expect(defined.has(name), `${op_type} takes ${name}`).toBe(true)
        for (const name of given) {
          expect(defined.has(name), `${op_type} gives ${name}`).toBe(false)
          defined.add(name)
        }
      }
      for (const { name } of output) expect(defined.has(name), name).toBe(true)
    }
    // Parameters of the likelihood's spread are in no network, or are constants of its mean.
    const unseen = made.model.parameters.map(({ name }) => name).filter((name) => !seen.has(name))
    expect(unseen.filter((name) => !/^decoder\.log_(variance|scale)$/.test(name))).toEqual([])
  })

  it('says the shapes with channels before rows, the batch free, and pads as the networks do', () => {
    const made = make(cases.find(({ title }) => title === 'VAE, conv, odd and colour')!)
    const [encoder, decoder] = modelGraphs(made.config, made.image, made.variables).map((graph) =>
      read(onnxFile(graph, made.parameters, {}))
    )
    expect(extents(encoder.graph.input[0])).toEqual(['batch', 3, 45, 45])
    expect(encoder.graph.output.map(({ name }) => name)).toEqual(['mean', 'log_variance'])
    expect(extents(decoder.graph.output[0])).toEqual(['batch', 3, 45, 45])
    const pads = ({ graph }: Model, op: string) =>
      graph.node
        .filter(({ op_type }) => op_type === op)
        .map(({ attribute }) => attribute.find(({ name }) => name === 'pads')!.ints.join())
    // 45 → 23 → 12 → 6: odd extents take one more behind.
    expect(pads(encoder, 'Conv')).toEqual(['1,1,2,2', '1,1,2,2', '1,1,1,1'])
    expect(pads(decoder, 'ConvTranspose')).toEqual(['1,1,1,1', '1,1,2,2', '1,1,2,2'])
  })
})
