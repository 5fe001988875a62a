/** Running sums of the bound's parts over batches of unequal size. */
import type { Terms } from '../shared/schemas.ts'
import type { HostArrays } from './engine.ts'

export interface Totals {
  images: number
  reconstruction: number
  kl: number
  /** Of the importance weighted bound, where that is what is trained. */
  bound?: number
}

export const emptyTotals = (): Totals => ({ images: 0, reconstruction: 0, kl: 0 })

/** Adds a batch's means, weighted by its images, and returns them as terms. */
export function addTerms(totals: Totals, outputs: HostArrays, count: number): Terms {
  const reconstruction = outputs.reconstruction[0]
  const kl = outputs.kl[0]
  totals.images += count
  totals.reconstruction += reconstruction * count
  totals.kl += kl * count
  const elbo = reconstruction - kl
  if (!outputs.bound) return { elbo, reconstruction, kl }
  const bound = outputs.bound[0]
  totals.bound = (totals.bound ?? 0) + bound * count
  return { elbo, reconstruction, kl, bound }
}

/** The means per image, in nats. */
export function meanTerms({ images, reconstruction, kl, bound }: Totals): Terms {
  return {
    elbo: (reconstruction - kl) / images,
    reconstruction: reconstruction / images,
    kl: kl / images,
    ...(bound !== undefined && { bound: bound / images })
  }
}
