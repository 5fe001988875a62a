import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { FactorisedDistribution } from '../../../src/engine/distributions/distribution.ts'
import { likelihood } from '../../../src/engine/distributions/likelihood.ts'
import { normals, uniforms } from '../../../src/engine/random.ts'
import { engineCatalogue } from '../../../src/engine/catalogue.ts'
import { describeEngines } from '../../engines.ts'

describeEngines('log p of single pixels', () => {
  it.each(engineCatalogue.likelihoods.map(({ kind }) => kind))(
    'of %s adds up to log p of the image',
    async (kind) => {
      const channels = kind === 'gaussian-learned' ? 4 : 2
      const output = tf.tensor(normals(3 * 5 * 4 * channels, 1, 'observation', 1), [3, 5, 4, channels])
      const bytes = uniforms(3 * 5 * 4 * 2, 1, 'observation', 2).map((value) => Math.round(255 * value) / 255)
      const x = tf.tensor(Float32Array.from(bytes), [3, 5, 4, 2])
      const parameters = {
        'decoder.log_variance': tf.tensor1d([-2]),
        'decoder.log_scale': tf.tensor1d([-2, -1])
      }
      const config = kind === 'gaussian' ? { kind, variance: 0.02 } : { kind }
      const distribution = likelihood(config, parameters, output) as FactorisedDistribution
      const parts = await tf.sum(tf.reshape(distribution.logProbabilities(x), [3, -1]), 1).data()
      const whole = await distribution.logProbability(x).data()
      parts.forEach((value, at) =>
        expect(Math.abs(value - whole[at])).toBeLessThan(1e-4 * Math.abs(whole[at]) + 1e-3)
      )
    }
  )
})
