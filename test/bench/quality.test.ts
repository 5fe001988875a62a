import { expect, it } from 'vitest'
import type { Figures } from '../../bench/quality/figures.ts'
import { recipes } from '../../bench/quality/recipes.ts'
import { qualityTables } from '../../bench/quality/tables.ts'
import '../../src/engine/catalogue.ts'
import { contradictionIn } from '../../src/shared/contradictions.ts'
import { parse, RunConfig } from '../../src/shared/schemas.ts'

it.each(recipes)('has settings that a run takes: $name', ({ config }) => {
  expect(parse(RunConfig, config, 'The recipe')).toEqual(config)
  expect(contradictionIn(config)).toBeUndefined()
})

/** Figures of a run whose log p(x) of three images is `each`. */
function figures(name: string, each: number[], conditional: boolean): Figures {
  const mean = each.reduce((sum, value) => sum + value / each.length, 0)
  const average = { mean: mean + 1, standardError: 0.5 }
  const logLikelihood = {
    mean,
    standardError: 0.5,
    samples: 512,
    each,
    conditional: conditional ? average : undefined
  }
  const byLabel = [
    { label: 'Shirt', accuracy: 0.8 },
    { label: 'Bag', accuracy: 1 }
  ]
  const labels = { accuracy: 0.9, realAccuracy: 0.92, samples: 200, varianceRatio: 0.61, byLabel }
  const terms = { elbo: mean - 2, reconstruction: mean + 10, kl: 12 }
  const record = { name, epoch: 20, bestEpoch: 18, seconds: 4000 } as Figures['record']
  const column = {
    ...{ id: name, name, model: conditional ? 'cvae' : 'vae', latent: 40, epoch: 18, dataVersion: 1 },
    ...{ likelihood: { kind: 'bernoulli' }, binarised: true, conditional },
    evaluation: { images: 3, terms, activeUnits: 30, logLikelihood, ...(conditional && { labels }) }
  } as Figures['column']
  return { record, column, engine: 'wasm, eager, 1 threads, a test' }
}

it('sets log p(x) side by side, and what is of p(x given c) apart', () => {
  const vae = figures('VAE', [-230, -231, -229], false)
  const cvae = figures('CVAE', [-229, -229.9, -228.1], true)
  const tables = qualityTables([vae, cvae])
  expect(tables).toMatch(/\| VAE +\| +−230.00 ± 0.50 +\| −232.00 \|/)
  expect(tables).toMatch(/\| CVAE +\| +−229.00 ± 0.50 +\| +– \|/)
  expect(tables).toMatch(/\| CVAE +\| +−228.00 ± 0.50 +\| +−231.00 \|/)
  expect(tables).toMatch(/90.0 % \| +92.0 % \| Shirt, 80.0 % \| +0.61 \|/)
  expect(tables).toMatch(/log p\(x\) of “CVAE” is 1.00 ± 0.06 nats above that of “VAE” on the same images\./)
  expect(tables).toMatch(/1 h 7 min/)
})
