import { describe, expect, it } from 'vitest'
import { fromTorch, torchShape, toTorch } from '../../src/engine/networks/layout.ts'
import type { ParameterSpec } from '../../src/engine/networks/parameters.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { NetworkConfig } from '../../src/shared/schemas.ts'

const spec = (layout: ParameterSpec['layout'], shape: number[], more: Partial<ParameterSpec> = {}) => ({
  name: 'x',
  layout,
  shape,
  deviation: 1,
  ...more
})
const counting = (shape: number[]) =>
  Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, i) => i)

describe('the layout of saved weights', () => {
  it('turns a dense weight [in, out] into Linear’s [out, in]', () => {
    const dense = spec('dense', [2, 3])
    expect(torchShape(dense)).toEqual([3, 2])
    expect([...toTorch(dense, counting([2, 3]))]).toEqual([0, 3, 1, 4, 2, 5])
  })

  it('turns HWIO into OIHW, value by value', () => {
    const shape = [2, 3, 4, 5]
    const convolution = spec('convolution', shape)
    expect(torchShape(convolution)).toEqual([5, 4, 2, 3])
    const ours = counting(shape)
    const theirs = toTorch(convolution, ours)
    const [h, w, i, o] = [1, 2, 3, 4]
    expect(theirs[((o * 4 + i) * 2 + h) * 3 + w]).toBe(ours[((h * 3 + w) * 4 + i) * 5 + o])
  })

  it('orders a flattened image by channels first', () => {
    const image = { height: 2, width: 2, channels: 3 }
    const reading = spec('dense', [12, 1], { flattened: { axis: 'in', image } })
    expect([...toTorch(reading, counting([12]))]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
    const bias = spec('bias', [12], { flattened: { axis: 'out', image } })
    expect([...toTorch(bias, counting([12]))]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
  })

  it('comes back for every parameter of both networks, grey and colour', () => {
    const networks: NetworkConfig[] = [
      { kind: 'mlp', width: 7, depth: 2 },
      { kind: 'conv', filters: [3, 5], width: 6 }
    ]
    for (const network of networks)
      for (const channels of [1, 3]) {
        const image = { height: 9, width: 9, channels }
        const config = { ...defaultRunConfig(image), network }
        for (const parameter of buildModel(config, image).parameters) {
          const values = counting(parameter.shape)
          expect([...fromTorch(parameter, toTorch(parameter, values))], parameter.name).toEqual([...values])
        }
      }
  })
})
