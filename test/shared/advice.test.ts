import { expect, test } from 'vitest'
import '../../src/engine/catalogue.ts'
import { adviseOn, sharpness } from '../../src/shared/advice.ts'
import type { RunOutcome } from '../../src/shared/advice.ts'
import type { Pixels } from '../../src/shared/contract.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'

const image = { height: 16, width: 16, channels: 1 }
const record: RunOutcome['record'] = {
  format: 1,
  id: 'run',
  name: 'run',
  note: '',
  created: '2026-01-01T00:00:00Z',
  dataVersion: 1,
  status: 'finished',
  epoch: 10,
  bestEpoch: 10,
  step: 100,
  seconds: 1,
  imagesPerSecond: 1
}
const good: RunOutcome = {
  config: defaultRunConfig(image, { latent: 32 }),
  record,
  metrics: [
    { split: 'train', epoch: 10, step: 100, elbo: -100, reconstruction: -90, kl: 10 },
    { split: 'validation', epoch: 10, step: 100, elbo: -103, reconstruction: -93, kl: 10 }
  ],
  images: 5000
}

const grey = (values: number[], width: number): Pixels => ({
  data: Uint8Array.from(values),
  count: 1,
  height: values.length / width,
  width,
  channels: 1
})

test('sharpness is the mean absolute Laplacian of inner pixels', () => {
  expect(sharpness(grey([0, 0, 0, 0, 100, 0, 0, 0, 0], 3))).toBe(400)
  // A ramp has no Laplacian, however steep.
  expect(sharpness(grey([0, 50, 100, 0, 50, 100, 0, 50, 100], 3))).toBe(0)
  expect(sharpness(grey([0, 9, 0, 9, 9, 0, 9, 0, 9, 5, 0, 9], 4))).toBe((32 + 36) / 2)
})

test('a run without faults gets no advice, nor does one that still learns', () => {
  expect(adviseOn(good)).toEqual([])
  expect(adviseOn({ ...good, images: 10, record: { ...record, status: 'training' } })).toEqual([])
})

test('a run that ended early in its epochs is advised on its own figures', () => {
  const metrics = [good.metrics[0], { ...good.metrics[1], elbo: -140 }]
  expect(adviseOn({ ...good, metrics, record: { ...record, bestEpoch: 4 } })).toEqual([
    {
      kind: 'overfitted',
      figures: { train: -100, validation: -140, epochs: 4 },
      change: { epochs: 4 }
    }
  ])
  // Still rising at its last epoch: fewer epochs would not help.
  expect(adviseOn({ ...good, metrics })[0].change).toBeUndefined()
})

test('a run that diverged is offered a tenth of its rate, and nothing is read from what it did last', () => {
  const metrics = good.metrics.map((metric) => ({ ...metric, kl: 0.01 }))
  const diverged: RunOutcome['record'] = { ...record, status: 'failed', problemKind: 'diverged' }
  const { optimizer } = good.config
  expect(adviseOn({ ...good, metrics, record: diverged })).toEqual([
    {
      kind: 'diverged',
      figures: { rate: 0.001, learningRate: 0.0001 },
      change: { optimizer: { ...optimizer, learningRate: 0.0001 } }
    }
  ])
})

test('a raised KL weight is lowered, a plain one warmed up', () => {
  const metrics = good.metrics.map((metric) => ({ ...metric, kl: 0.01 }))
  const raised = adviseOn({ ...good, metrics, config: { ...good.config, betaKl: 8 } })
  expect(raised[0]).toMatchObject({ kind: 'collapsed', change: { betaKl: 2 } })
  expect(adviseOn({ ...good, metrics })[0].change).toEqual({
    schedules: { betaKl: { kind: 'warm-up', epochs: 5 } }
  })
  // Without a prior there is no KL that could be too small.
  expect(adviseOn({ ...good, metrics, config: { ...good.config, model: 'ae' } })).toEqual([])
})

test('blur with many latents asks for a learned σ where the variance is fixed', () => {
  const checks = Array.from({ length: 64 }, (_, i) => 255 * ((i + Math.floor(i / 8)) % 2))
  const pictures = {
    originals: grey(checks, 8),
    reconstructions: grey(
      checks.map((value) => 127 + value / 10),
      8
    )
  }
  const fixed = { ...good.config, likelihood: { kind: 'gaussian', variance: 0.01 } } as const
  expect(adviseOn({ ...good, pictures, config: fixed })).toEqual([
    {
      kind: 'blurred',
      figures: { kept: 10, latent: 64 },
      change: { likelihood: { kind: 'gaussian-sigma' } }
    }
  ])
  expect(adviseOn({ ...good, pictures: { ...pictures, reconstructions: pictures.originals } })).toEqual([])
})
