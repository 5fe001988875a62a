import { expect, it } from 'vitest'
import { inferenceFunctions, runDecode } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { drawingFunctions, runDraw } from '../../src/engine/tasks/draws.ts'
import { engineCatalogue } from '../../src/engine/catalogue.ts'
import { defaultLikelihood } from '../../src/shared/defaults.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 4, width: 4, channels: 1 }
const item = 16

function modelOf(kind: string) {
  const config = defaultRunConfig(image, {
    network: { kind: 'mlp', width: 8, depth: 1 },
    likelihood: defaultLikelihood(kind)
  })
  return buildModel(config, image)
}

describeEngines('a draw of p(x|z)', (engine) => {
  it.each(engineCatalogue.likelihoods.map(({ kind }) => kind))(
    'has the decoder’s mean and is not the mean: %s',
    async (kind) => {
      const model = modelOf(kind)
      const weights = initialVariables(model.parameters, 3)
      const means = await engine().load(weights, inferenceFunctions(model, [1]))
      const draws = await engine().load(weights, drawingFunctions(model))
      const z = [0.4, -0.3]
      const mean = await runDecode(means, model, Float32Array.from(z), undefined, [1])
      const count = 256
      const many = Float32Array.from({ length: 2 * count }, (_, i) => z[i % 2])
      const drawn = await runDraw(draws, model, many, 4)
      const same = await runDraw(draws, model, many.slice(0, 2), 4)
      expect([...same]).toEqual([...drawn.subarray(0, item)])
      let spread = 0
      for (let pixel = 0; pixel < item; pixel++) {
        const values = Array.from({ length: count }, (_, image) => drawn[image * item + pixel] / 255)
        const average = values.reduce((sum, value) => sum + value / count, 0)
        const variance = values.reduce((sum, value) => sum + (value - average) ** 2 / count, 0)
        spread += variance / item
        // Four standard errors, and the clipping of a wide Gaussian to the range.
        const tolerance = 4 * Math.sqrt(variance / count) + 0.02
        expect(Math.abs(average - mean[pixel] / 255)).toBeLessThan(tolerance)
        if (kind === 'bernoulli') expect(values.every((value) => value === 0 || value === 1)).toBe(true)
      }
      expect(spread).toBeGreaterThan(0.005)
      means.dispose()
      draws.dispose()
    }
  )
})
