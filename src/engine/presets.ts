/** Settings a person can start from without knowing them. */
import { defaultOptimizer } from '../shared/defaults.ts'
import type { LikelihoodConfig, NetworkConfig, RunConfig } from '../shared/schemas.ts'
import type { ImageShape } from './networks/parameters.ts'

/** Filters for an image size: halved until the map is eight pixels or less a side. */
export function defaultFilters(size: number): number[] {
  const filters: number[] = []
  for (let side = size; side > 8; side = Math.ceil(side / 2))
    filters.push(Math.min(32 * 2 ** filters.length, 128))
  return filters.length > 1 ? filters : [32, 64]
}

export function defaultNetwork(kind: NetworkConfig['kind'], image: ImageShape): NetworkConfig {
  return kind === 'mlp'
    ? { kind, width: 400, depth: 1 }
    : { kind, filters: defaultFilters(Math.max(image.height, image.width)), width: 128 }
}

/** Bernoulli for images that are nearly black and white; for others a Gaussian whose σ is learned. */
export function defaultLikelihood(nearBinary: boolean): LikelihoodConfig {
  return { kind: nearBinary ? 'bernoulli' : 'gaussian-sigma' }
}

export interface ImageFacts extends ImageShape {
  /** Nearly black and white; not so when left out. */
  nearBinary?: boolean
}

/** A run for images of this shape; what is given overrides what would be chosen. */
export function defaultRunConfig(image: ImageFacts, overrides: Partial<RunConfig> = {}): RunConfig {
  return {
    format: 1,
    model: 'vae',
    network: defaultNetwork('conv', image),
    latent: 2,
    likelihood: defaultLikelihood(image.nearBinary ?? false),
    estimator: 'B',
    samples: 1,
    optimizer: defaultOptimizer('adam'),
    epochs: 10,
    batch: 100,
    seed: 0,
    engine: 'auto',
    ...overrides
  }
}
