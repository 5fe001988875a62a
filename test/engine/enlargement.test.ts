import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { enlarge } from '../../src/engine/enlargement.ts'
import type { Executor, PlainFunction } from '../../src/engine/engine.ts'
import { normals } from '../../src/engine/random.ts'
import { describeEngine } from '../engines.ts'

const inputs = 5

function functions(height: number, width: number, channels: number) {
  const shape: [number, number, number, number] = [2, height, width, channels]
  const from = [2, Math.ceil(height / 2), Math.ceil(width / 2), inputs]
  const filter = [4, 4, channels, inputs]
  const both: PlainFunction = {
    inputs: {
      x: { kind: 'float32', shape: from },
      filter: { kind: 'float32', shape: filter },
      dy: { kind: 'float32', shape }
    },
    outputs: { y: { kind: 'float32' }, dx: { kind: 'float32' }, dfilter: { kind: 'float32' } },
    body(_, { x, filter, dy }) {
      const [dx, dfilter] = tf.grads((x, filter) => enlarge(x, filter, shape))([x, filter], dy)
      return { y: enlarge(x, filter, shape), dx, dfilter }
    }
  }
  const size = (extents: number[]) => extents.reduce((a, b) => a * b)
  const values = {
    x: normals(size(from), 1, 'posterior', 0),
    filter: normals(size(filter), 2, 'posterior', 0),
    dy: normals(size(shape), 3, 'posterior', 0)
  }
  return { both, values }
}

describeEngine('tensorflow', 'transposed convolutions', (engine) => {
  for (const [height, width, channels] of [
    [8, 6, 1],
    [7, 9, 3],
    [2, 1, 4],
    [6, 6, 5]
  ])
    it(`enlarges to ${height} × ${width} × ${channels} with gradients as the plain transposed convolution`, async () => {
      const { both, values } = functions(height, width, channels)
      const run = async (executor: Executor) => {
        const program = await engine().load({}, { both }, executor)
        expect(program.executor).toBe(executor)
        const outputs = await program.run('both', values)
        program.dispose()
        return outputs
      }
      const [compiled, eager] = [await run('compiled'), await run('eager')]
      for (const [name, expected] of Object.entries(eager)) {
        expect(compiled[name].length).toBe(expected.length)
        expected.forEach((value, i) => expect(Math.abs(compiled[name][i] - value)).toBeLessThan(1e-4))
      }
    })
})
