/** Running sums of the bound's parts over batches of unequal size. */
import type { Terms } from '../shared/schemas.ts'
import type { HostArrays } from './engine.ts'

/** What some training reports beside the ELBO's parts: see `Terms`. */
const others = ['bound', 'accuracy'] as const

export type Totals = { images: number; reconstruction: number; kl: number } & {
  [Other in (typeof others)[number]]?: number
}

export const emptyTotals = (): Totals => ({ images: 0, reconstruction: 0, kl: 0 })

/** Adds a batch's means, weighted by its images, and returns them as terms. */
export function addTerms(totals: Totals, outputs: HostArrays, count: number): Terms {
  const reconstruction = outputs.reconstruction[0]
  const kl = outputs.kl[0]
  totals.images += count
  totals.reconstruction += reconstruction * count
  totals.kl += kl * count
  const terms: Terms = { elbo: reconstruction - kl, reconstruction, kl }
  for (const other of others) {
    if (!outputs[other]) continue
    terms[other] = outputs[other][0]
    totals[other] = (totals[other] ?? 0) + terms[other] * count
  }
  return terms
}

/** The means per image, in nats. */
export function meanTerms({ images, reconstruction, kl, ...totals }: Totals): Terms {
  const terms: Terms = {
    elbo: (reconstruction - kl) / images,
    reconstruction: reconstruction / images,
    kl: kl / images
  }
  for (const other of others) {
    const total = totals[other]
    if (total !== undefined) terms[other] = total / images
  }
  return terms
}
