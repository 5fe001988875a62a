import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { IsotropicNormal } from '../../src/engine/distributions/normal.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'
import { integers } from '../../src/engine/random.ts'
import { likelihoodFunctions, logLikelihood } from '../../src/engine/tasks/likelihood.ts'
import { mcmcLogLikelihood } from '../../src/engine/tasks/mcmc.ts'
import { posteriorFunctions } from '../../src/engine/tasks/posterior.ts'
import { describeEngines } from '../engines.ts'
import { blindLinearModel, exactLogLikelihood, type Linear } from './lineargaussian.ts'

/** x = w·z + m_c + ε: each label has a centre of its own, the last far from every image. */
const centres = [
  [0.2, 0.3, 0.4],
  [0.6, 0.4, 0.7],
  [9, 9, 9]
]
const shares = [0.5, 0.3, 0.2]
const linearOf = (centre: number[]): Linear => ({ directions: [[0.5, -0.4, 0.3]], centre, variance: 0.08 })

const model: LatentModel = {
  ...blindLinearModel(linearOf([0, 0, 0]), 0.6),
  conditions: 3,
  decode(_, z, condition) {
    const moved = tf.matMul(condition as tf.Tensor2D, tf.tensor2d(centres))
    const mean = tf.add(tf.matMul(z as tf.Tensor2D, tf.tensor2d([[0.5, -0.4, 0.3]])), moved)
    return new IsotropicNormal(tf.reshape(mean, [-1, 1, 3, 1]), Math.log(0.08))
  }
}

const count = 30
const pixels = Uint8Array.from(integers(count * 3, 8, 'selection', 0), (value) => value & 255)
const labels = Int16Array.from({ length: count }, (_, i) => i % 2)
const images = {
  count,
  labels,
  read: async (places: ArrayLike<number>) =>
    Uint8Array.from(Array.from(places).flatMap((place) => [...pixels.subarray(3 * place, 3 * place + 3)]))
}
const given = Array.from({ length: count }, (_, i) => {
  const x = [...pixels.subarray(3 * i, 3 * i + 3)].map((value) => value / 255)
  return centres.map((centre) => exactLogLikelihood(linearOf(centre), x))
})
const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const marginal = average(
  given.map((each) => Math.log(each.reduce((sum, value, label) => sum + shares[label] * Math.exp(value), 0)))
)
const own = average(given.map((each, i) => each[labels[i]]))

describeEngines(
  'log p(x) of a conditional model',
  (engine) => {
    it('is the sum over its labels, with log p(x | c) of each image’s own beside it', async () => {
      const program = await engine().load({}, likelihoodFunctions(model))
      const measured = await logLikelihood(program, model, images, {
        samples: 512,
        seed: 1,
        labelShares: shares
      })
      expect(Math.abs(measured.mean - marginal)).toBeLessThan(0.03)
      expect(Math.abs(measured.conditional!.mean - own)).toBeLessThan(0.03)
      const apart = measured.each.map((value, i) => {
        const sum = given[i].reduce((sum, value, label) => sum + shares[label] * Math.exp(value), 0)
        return ((value - Math.log(sum)) / measured.errors[i]) ** 2
      })
      // Each estimate is as far off as its standard error says.
      expect(Math.sqrt(average(apart))).toBeGreaterThan(0.5)
      expect(Math.sqrt(average(apart))).toBeLessThan(1.6)
      const unlabelled = { ...images, labels: undefined }
      const blind = await logLikelihood(program, model, unlabelled, {
        samples: 16,
        seed: 1,
        labelShares: shares
      })
      expect(blind.conditional).toBeUndefined()
      program.dispose()
    })

    it('is log p(x | c) of each image’s own label where no shares are given', async () => {
      const program = await engine().load({}, likelihoodFunctions(model))
      const { each, conditional, mean } = await logLikelihood(program, model, images, {
        samples: 512,
        seed: 1
      })
      each.forEach((value, i) => expect(Math.abs(value - given[i][labels[i]])).toBeLessThan(0.4))
      expect(Math.abs(mean - own)).toBeLessThan(0.03)
      expect(conditional!.mean).toBeCloseTo(mean, 10)
      program.dispose()
    })

    it('is the same by MCMC', async () => {
      const program = await engine().load({}, posteriorFunctions(model))
      const measured = await mcmcLogLikelihood(program, model, images, {
        seed: 1,
        kept: 40,
        labelShares: shares
      })
      expect(Math.abs(measured.mean - marginal)).toBeLessThan(0.03)
      program.dispose()
    })
  },
  ['tensorflow', 'wasm']
)
