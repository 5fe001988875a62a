import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { sensitivity, sensitivityFunctions } from '../../src/engine/tasks/sensitivity.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 4, width: 4, channels: 1 }
const latent = 3
const config = defaultRunConfig(image, { latent, network: { kind: 'mlp', width: 8, depth: 1 } })
const model = buildModel(config, image)
const weights = initialVariables(model.parameters, 3)

/** ‖J W‖ by the gradient of each pixel. */
async function byGradients(z: number[], directions: number[][]): Promise<number> {
  const rows = tf.tidy(() => {
    const parameters = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)])
    )
    const at = tf.tensor2d([z])
    return Array.from({ length: 16 }, (_, pixel) =>
      tf.grad((place) =>
        tf.sum(tf.slice(tf.reshape(model.decode(parameters, place).mean(), [16]), [pixel], [1]))
      )(at)
    )
  })
  let squares = 0
  for (const row of rows) {
    const values = await row.data()
    for (const direction of directions)
      squares += direction.reduce((sum, value, d) => sum + value * values[d], 0) ** 2
    row.dispose()
  }
  return Math.sqrt(squares)
}

describeEngines('the decoder’s sensitivity', (engine) => {
  it('is the norm of its Jacobian along two directions', async () => {
    const program = await engine().load(weights, sensitivityFunctions(model))
    // More than go through the model at once.
    const places = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i / 20 - 1])
    const directions = [
      [1, 0, 0],
      [0, 0.6, 0.8]
    ]
    let done = 0
    const norms = await sensitivity(
      program,
      model,
      Float32Array.from(places.flat()),
      Float32Array.from(directions.flat()),
      undefined,
      { done: (count) => (done = count) }
    )
    expect(done).toBe(40)
    for (const at of [0, 7, 31, 32, 39]) {
      const expected = await byGradients(places[at], directions)
      expect(Math.abs(norms[at] / expected - 1)).toBeLessThan(0.01)
    }
    const along = Float32Array.of(1, 0, 0, 0, 0, 0)
    const one = await sensitivity(program, model, Float32Array.from(places[0]), along)
    expect(Math.abs(one[0] / (await byGradients(places[0], [directions[0]])) - 1)).toBeLessThan(0.01)
    const stopped = AbortSignal.abort()
    await expect(
      sensitivity(program, model, Float32Array.from(places[0]), along, undefined, { signal: stopped })
    ).rejects.toThrow()
    program.dispose()
  })
})
