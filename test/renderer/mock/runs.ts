import type { RunConfig, RunRecord, Terms } from '../../../src/shared/schemas.ts'

export const config: RunConfig = {
  format: 1,
  model: 'vae',
  network: { kind: 'mlp', width: 400, depth: 2 },
  latent: 2,
  likelihood: { kind: 'bernoulli' },
  estimator: 'B',
  samples: 1,
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  epochs: 40,
  batch: 128,
  seed: 1,
  engine: 'auto'
}

export function record(
  id: string,
  name: string,
  minutes: number,
  status: RunRecord['status'],
  epoch: number
): RunRecord {
  return {
    format: 1,
    id,
    name,
    note: '',
    created: new Date(Date.now() - minutes * 60_000).toISOString(),
    dataVersion: 1,
    status,
    epoch,
    bestEpoch: epoch,
    step: epoch * 36,
    seconds: epoch * 1.3,
    imagesPerSecond: 11_400
  }
}

export function termsAt(share: number, noise: number): Terms {
  const reconstruction = -(238 + 240 * Math.exp(-share * 9) + noise)
  const kl = 6.4 * (1 - Math.exp(-share * 14))
  return { reconstruction, kl, elbo: reconstruction - kl }
}
