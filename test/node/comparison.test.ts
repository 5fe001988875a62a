import { expect, it } from 'vitest'
import { judge, type ComparedRun } from '../../src/node/comparison.ts'

/** A run whose log p(x) of the same four images is `each`. */
function column(id: string, each: number[], changes: Partial<ComparedRun> = {}, samples = 64): ComparedRun {
  const mean = each.reduce((sum, value) => sum + value / each.length, 0)
  return {
    id,
    name: id.toUpperCase(),
    model: 'vae',
    latent: 2,
    epoch: 5,
    dataVersion: 1,
    likelihood: { kind: 'bernoulli' },
    binarised: false,
    conditional: false,
    evaluation: {
      images: each.length,
      terms: { elbo: mean - 1, reconstruction: mean + 3, kl: 4 },
      logLikelihood: { mean, standardError: 20, samples, each, errors: each.map(() => 0.1) }
    },
    ...changes
  }
}

const low = [-300, -250, -200, -220]
const shifted = (by: number[]) => low.map((value, i) => value + by[i])

it('calls better what is better image by image, though the means alone could not tell', () => {
  const { best, differences, reasons } = judge([column('a', low), column('b', shifted([1, 1.2, 0.8, 1]))])
  expect(best).toBe('b')
  expect(differences).toHaveLength(1)
  expect(differences[0]).toMatchObject({ better: 'b', than: 'a' })
  expect(differences[0].mean).toBeCloseTo(1, 10)
  expect(differences[0].standardError).toBeCloseTo(Math.sqrt(0.08 / 3 / 4), 10)
  expect(reasons).toEqual([])
})

it('calls nothing better within the noise', () => {
  const { best, differences, reasons } = judge([column('a', low), column('b', shifted([5, -4, 6, -5]))])
  expect(best).toBeUndefined()
  expect(differences).toHaveLength(1)
  expect(reasons[0]).toMatch(/less than 2 standard errors/)
})

it.each<[string, ComparedRun, RegExp]>([
  ['data', column('b', shifted([9, 9, 9, 8]), { dataVersion: 2 }), /different versions of the data/],
  [
    'likelihood',
    column('b', shifted([9, 9, 9, 8]), { likelihood: { kind: 'logistic' } }),
    /likelihoods differ/
  ],
  ['binarisation', column('b', shifted([9, 9, 9, 8]), { binarised: true }), /likelihoods differ/],
  ['k', column('b', shifted([9, 9, 9, 8]), {}, 512), /different numbers of importance samples/]
])('calls nothing better across another %s', (_what, other, reason) => {
  const { best, differences, reasons } = judge([column('a', low), other])
  expect(best).toBeUndefined()
  expect(differences).toEqual([])
  expect(reasons.join()).toMatch(reason)
})
