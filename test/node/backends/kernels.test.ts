import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { optimizerRule } from '../../../src/engine/optimizers.ts'
import { describeEngines } from '../../engines.ts'

describeEngines('an engine', (engine) => {
  it('says what it is and what it computes on', () => {
    const { name, version, device, threads } = engine()
    expect(tf.getBackend()).toBe(name)
    expect(version).toMatch(/^\d+\.\d+\.\d+/)
    expect(device.length).toBeGreaterThan(2)
    expect(threads).toBeGreaterThanOrEqual(1)
  })

  it('multiplies matrices', async () => {
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), tf.tensor2d([7, 8, 9, 10, 11, 12], [3, 2]))
    )
    expect([...(await product.data())]).toEqual([58, 64, 139, 154])
    product.dispose()
  })

  it('finds the line through points by gradient descent', async () => {
    const x = Float32Array.from({ length: 32 }, (_, i) => i / 16 - 1)
    const optimizer = optimizerRule({
      kind: 'adam',
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7
    })
    const program = await engine().load(
      {
        slope: { shape: [1], values: Float32Array.of(0) },
        offset: { shape: [1], values: Float32Array.of(0) }
      },
      {
        fit: {
          inputs: { x: { kind: 'float32', shape: [32] }, y: { kind: 'float32', shape: [32] } },
          outputs: { loss: { kind: 'float32' } },
          body: ({ slope, offset }, { x, y }) => ({
            loss: tf.mean(tf.squaredDifference(tf.add(tf.mul(x, slope), offset), y))
          }),
          optimizer
        }
      }
    )
    for (let step = 0; step < 200; step++) {
      const scalars = Object.entries(optimizer.scalarsAt(step)).map(([name, value]) => [
        name,
        Float32Array.of(value)
      ])
      await program.run('fit', { x, y: x.map((value) => 3 * value - 2), ...Object.fromEntries(scalars) })
    }
    const { slope, offset } = await program.readVariables()
    program.dispose()
    expect(slope.values[0]).toBeCloseTo(3, 2)
    expect(offset.values[0]).toBeCloseTo(-2, 2)
  })

  it('transposes a convolution, and differentiates it', async () => {
    const [value, gradient] = tf.tidy(() => {
      const z = tf.ones<tf.Rank.R4>([1, 2, 2, 1])
      const up = (filter: tf.Tensor): tf.Tensor4D =>
        tf.conv2dTranspose(z, filter as tf.Tensor4D, [1, 4, 4, 1], 2, 'same')
      const filter = tf.ones<tf.Rank.R4>([2, 2, 1, 1])
      return [up(filter), tf.grad((filter) => tf.sum(up(filter)))(filter)]
    })
    expect([...(await value.data())]).toEqual(Array(16).fill(1))
    expect([...(await gradient.data())]).toEqual([4, 4, 4, 4])
    tf.dispose([value, gradient])
  })
})
