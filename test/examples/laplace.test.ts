import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { likelihood, likelihoods } from '../../src/engine/distributions/likelihood.ts'
import { compute } from '../engine/compute.ts'
import { settings, sit } from '../engine/sitting.ts'
import { describeEngines } from '../engines.ts'
import { laplace } from './laplace.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

it('is what CONTRIBUTING.md shows', () => {
  const shown = /```ts\n([^]*?)```/g
  const blocks = [...read('../../CONTRIBUTING.md').matchAll(shown)].map(([, code]) => code)
  // There it stands among the other likelihoods.
  const inPlace = (code: string) => code.replaceAll('../../src/engine/distributions/', './')
  expect(blocks).toContain(inPlace(read('./laplace.ts')))
})

/** As a run has it, once the line that CONTRIBUTING.md tells of is in the registry. */
const config = { kind: 'laplace' }

describeEngines(
  'the likelihood of the example',
  (engine) => {
    beforeAll(() => void likelihoods.push(laplace))
    afterAll(() => void likelihoods.splice(likelihoods.indexOf(laplace), 1))

    it('integrates to one', async () => {
      const points = 20_000
      const [from, width] = [-4, 9 / points]
      const x = Array.from({ length: points }, (_, i) => from + (i + 0.5) * width)
      const inputs = {
        x: { shape: [points, 1, 1, 1], values: x },
        output: { shape: [points, 1, 1, 1], values: x.map(() => 0.3) },
        logScale: { shape: [1], values: [-1] }
      }
      const { log } = await compute(
        engine(),
        inputs,
        (t) => ({
          log: likelihood(config, { 'decoder.log_scale': t.logScale }, t.output).logProbability(t.x)
        }),
        ['log']
      )
      const mass = log.reduce((sum, value) => sum + Math.exp(value) * width, 0)
      expect(mass).toBeCloseTo(1, 3)
    })

    it('trains a model', async () => {
      const { events } = await sit(engine(), settings({ likelihood: config, epochs: 6 }))
      const bounds = events.flatMap((event) => (event.kind === 'epoch' ? [event.validation.elbo] : []))
      expect(bounds[5]).toBeGreaterThan(bounds[0] + 5)
    })
  },
  ['tensorflow', 'wasm']
)
