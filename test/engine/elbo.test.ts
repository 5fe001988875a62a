import { expect, it } from 'vitest'
import { evaluationFunction, trainingFunction } from '../../src/engine/functions.ts'
import { maskOf } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { integers, normals } from '../../src/engine/random.ts'
import { describeEngines } from '../engines.ts'
import { meanAndError } from './compute.ts'

const image = { height: 4, width: 4, channels: 1 }
const config = defaultRunConfig(image, {
  network: { kind: 'mlp', width: 6, depth: 1 },
  likelihood: { kind: 'bernoulli' }
})
const model = buildModel(config, image)
const batch = 2
/** With β₁ = 0 Adam's first slot is the gradient itself; the huge ε keeps the weights where they are. */
const optimizer = optimizerRule({ kind: 'adam', learningRate: 1, beta1: 0, beta2: 0, epsilon: 1e30 })
const scalars = Object.fromEntries(
  Object.entries(optimizer.scalarsAt(0)).map(([name, value]) => [name, Float32Array.of(value)])
)
const pixels = Uint8Array.from(integers(batch * 16, 2, 'selection', 0), (value) => value & 255)

describeEngines(
  'estimators A and B',
  (engine) => {
    it('agree in expectation, and B’s gradient varies less', async () => {
      const variables = initialVariables(model.parameters, 1)
      // A posterior away from the prior, so that the sampled KL has something to vary by.
      variables['encoder.posterior.bias'].values.set([1, -1, 0.5, 0.5])
      const settings = { ...config, batch, samples: 1 }
      const program = await engine().load(variables, {
        a: trainingFunction(model, { ...settings, estimator: 'A' }, optimizer),
        b: trainingFunction(model, { ...settings, estimator: 'B' }, optimizer)
      })
      const draws = { a: [] as number[], b: [] as number[] }
      const gradients = { a: [] as number[], b: [] as number[] }
      for (let draw = 0; draw < 300; draw++)
        for (const name of ['a', 'b'] as const) {
          const noise = normals(batch * 2, 5, 'posterior', draw)
          const { loss } = await program.run(name, { pixels, noise, mask: maskOf(batch, batch), ...scalars })
          draws[name].push(loss[0])
          gradients[name].push((await program.readSlots())['m/encoder.posterior.bias'].values[0])
        }
      const [a, b] = [meanAndError(draws.a), meanAndError(draws.b)]
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error))
      const [gradientA, gradientB] = [meanAndError(gradients.a), meanAndError(gradients.b)]
      expect(Math.abs(gradientA.mean - gradientB.mean)).toBeLessThan(
        4 * Math.hypot(gradientA.error, gradientB.error)
      )
      expect(gradientB.error).toBeLessThan(gradientA.error)
      program.dispose()
    })

    it('the weights of the two parts weigh them in the loss, not in what is reported', async () => {
      const program = await engine().load(initialVariables(model.parameters, 1), {
        plain: evaluationFunction(model, batch, 1),
        weighted: trainingFunction(
          model,
          { batch, samples: 1, estimator: 'B', betaKl: 4, betaReconstruction: 0.5 },
          optimizer
        )
      })
      const inputs = { pixels, noise: normals(batch * 2, 5, 'posterior', 0), mask: maskOf(batch, batch) }
      const plain = await program.run('plain', inputs)
      const weighted = await program.run('weighted', { ...inputs, ...scalars })
      expect(weighted.kl[0]).toBeCloseTo(plain.kl[0], 4)
      expect(weighted.loss[0]).toBeCloseTo(4 * plain.kl[0] - 0.5 * plain.reconstruction[0], 3)
      program.dispose()
    })
  },
  ['tensorflow', 'wasm']
)
