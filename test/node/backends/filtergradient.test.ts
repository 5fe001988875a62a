import * as tf from '@tensorflow/tfjs-core'
import { afterAll, expect, it } from 'vitest'
import { normals } from '../../../src/engine/random.ts'
import { describeEngines } from '../../engines.ts'

type Four = [number, number, number, number]
interface Case {
  x: Four
  filter: Four
  strides: number | [number, number]
  pad: 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]]
  dilations?: number
}

const cases: Record<string, Case> = {
  'stride 1, same': { x: [2, 7, 6, 3], filter: [3, 3, 3, 4], strides: 1, pad: 'same' },
  'stride 1, valid': { x: [2, 7, 6, 3], filter: [3, 2, 3, 4], strides: 1, pad: 'valid' },
  'stride 2, same': { x: [3, 9, 8, 2], filter: [3, 3, 2, 5], strides: 2, pad: 'same' },
  'stride 2, valid': { x: [3, 9, 8, 2], filter: [4, 4, 2, 5], strides: 2, pad: 'valid' },
  'two strides': { x: [2, 9, 8, 1], filter: [3, 3, 1, 2], strides: [3, 2], pad: 'same' },
  'a number of padding': { x: [2, 6, 6, 2], filter: [3, 3, 2, 3], strides: 1, pad: 2 },
  'explicit padding': {
    x: [2, 6, 7, 2],
    filter: [3, 3, 2, 3],
    strides: 2,
    pad: [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0]
    ]
  },
  'one by one': { x: [2, 5, 5, 3], filter: [1, 1, 3, 2], strides: 1, pad: 'valid' },
  'dilation 2, same': { x: [2, 9, 9, 2], filter: [3, 3, 2, 3], strides: 1, pad: 'same', dilations: 2 },
  'dilation 2, valid': { x: [2, 9, 9, 2], filter: [3, 3, 2, 3], strides: 1, pad: 'valid', dilations: 2 }
}

const values = (shape: number[], step: number): Float32Array =>
  normals(
    shape.reduce((product, extent) => product * extent, 1),
    7,
    'posterior',
    step
  )

/** The definition, in doubles: dw[i, j, c, k] = Σ x[n, s·h + d·i − top, s·w + d·j − left, c] · dy[n, h, w, k]. */
function reference({ x, filter, strides, pad, dilations = 1 }: Case): {
  dy: Float32Array
  dyShape: Four
  gradient: number[]
} {
  const info = tf.backend_util.computeConv2DInfo(x, filter, strides, dilations, pad)
  const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = info
  const [batch, height, width, inputs] = x
  const [rows, columns, , outputs] = filter
  const dyShape: Four = [batch, outHeight, outWidth, outputs]
  const [image, dy] = [values(x, 0), values(dyShape, 1)]
  const gradient: number[] = []
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let c = 0; c < inputs; c++)
        for (let k = 0; k < outputs; k++) {
          let sum = 0
          for (let n = 0; n < batch; n++)
            for (let h = 0; h < outHeight; h++)
              for (let w = 0; w < outWidth; w++) {
                const row = strideHeight * h + dilations * i - padInfo.top
                const column = strideWidth * w + dilations * j - padInfo.left
                if (row < 0 || row >= height || column < 0 || column >= width) continue
                sum +=
                  image[((n * height + row) * width + column) * inputs + c] *
                  dy[((n * outHeight + h) * outWidth + w) * outputs + k]
              }
          gradient.push(sum)
        }
  return { dy, dyShape, gradient }
}

/** What a backend's own kernel does not take. */
function unsupported(engine: string, { dilations, pad }: Case): string | undefined {
  if (engine === 'wasm') return undefined
  if (dilations) return 'tfjs differentiates undilated convolutions only'
  const named = pad === 'same' || pad === 'valid'
  return engine === 'tensorflow' && !named ? 'tfjs-node takes same and valid padding only' : undefined
}

describeEngines('the gradient of a convolution by its filter', (engine) => {
  for (const [name, example] of Object.entries(cases))
    it(name, async (context) => {
      const missing = unsupported(engine().name, example)
      if (missing) context.skip(missing)
      const { dy, dyShape, gradient } = reference(example)
      const before = tf.memory().numTensors
      const result = tf.tidy(() =>
        tf
          .engine()
          .runKernel(
            'Conv2DBackpropFilter',
            { x: tf.tensor(values(example.x, 0), example.x), dy: tf.tensor(dy, dyShape) },
            {
              strides: example.strides,
              pad: example.pad,
              dataFormat: 'NHWC',
              filterShape: example.filter,
              ...(example.dilations ? { dilations: example.dilations } : {})
            } as unknown as tf.NamedAttrMap
          )
      ) as tf.Tensor
      expect(result.shape).toEqual(example.filter)
      const computed = await result.data()
      result.dispose()
      expect(tf.memory().numTensors).toBe(before)
      expect(computed.length).toBe(gradient.length)
      computed.forEach((value, i) => expect(Math.abs(value - gradient[i])).toBeLessThan(1e-4))
    })

  it('keeps no memory', () => {
    const step = (): void =>
      tf.tidy(() => {
        const x = tf.ones<tf.Rank.R4>([2, 8, 8, 3])
        tf.grad((filter) => tf.sum(tf.conv2d(x, filter as tf.Tensor4D, 2, 'same')))(tf.ones([3, 3, 3, 4]))
      })
    step()
    const before = tf.memory()
    for (let i = 0; i < 5; i++) step()
    const { numTensors, numDataBuffers } = tf.memory()
    expect({ numTensors, numDataBuffers }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers
    })
  })
})

afterAll(() => expect(tf.memory().numTensors).toBe(0))
