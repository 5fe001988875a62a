import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { ProgramFunction } from '../../src/engine/engine.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { describeEngines } from '../engines.ts'

/** Adam as Kingma & Ba's section 2 writes it, in double precision. */
function adamReference(
  x: number,
  gradient: (x: number, step: number) => number,
  steps: number,
  rate: number
) {
  let [m, v] = [0, 0]
  for (let t = 1; t <= steps; t++) {
    const g = gradient(x, t - 1)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    x -= ((rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)) * (m / (Math.sqrt(v) + 1e-7))
  }
  return x
}

describeEngines('Adam', (engine) => {
  const optimizer = optimizerRule({
    kind: 'adam',
    learningRate: 0.05,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7
  })

  it.each([1, 1e-6])('follows the published rule with gradients of the size of %d', async (scale) => {
    const train: ProgramFunction = {
      inputs: { target: { kind: 'float32', shape: [2] } },
      outputs: { loss: { kind: 'float32' } },
      body: ({ x }, { target }) => ({ loss: tf.mul(tf.sum(tf.square(tf.sub(x, target))), scale) }),
      optimizer
    }
    const start = Float32Array.of(0.5, -3)
    const program = await engine().load({ x: { shape: [2], values: start } }, { train })
    const target = Float32Array.of(2, 1)
    for (let step = 0; step < 20; step++) {
      const scalars = Object.entries(optimizer.scalarsAt(step))
      const fed = Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
      await program.run('train', { target, ...fed })
    }
    const { x } = await program.readVariables()
    start.forEach((value, i) => {
      const expected = adamReference(value, (at) => 2 * scale * (at - target[i]), 20, 0.05)
      expect(x.values[i]).toBeCloseTo(expected, 4)
    })
    program.dispose()
  })

  it('says which input is missing or too long', async () => {
    const program = await engine().load(
      {},
      {
        f: {
          inputs: { x: { kind: 'float32', shape: [2] } },
          outputs: { y: { kind: 'float32' } },
          body: (_, { x }) => ({ y: tf.neg(x) })
        }
      }
    )
    await expect(program.run('f', {})).rejects.toThrow('the input x is missing')
    await expect(program.run('f', { x: new Float32Array(3) })).rejects.toThrow('x has 3 values, not the 2')
    expect([...(await program.run('f', { x: Float32Array.of(1, 2) })).y]).toEqual([-1, -2])
    program.dispose()
  })
})
