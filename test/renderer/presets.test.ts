import { expect, test } from 'vitest'
import type { DatasetSummary } from '../../src/shared/contract.ts'
import { parse, RunConfig } from '../../src/shared/schemas.ts'
import { costOf, presetConfig, presetNames, presetOf, secondsFor } from '../../src/renderer/presets.ts'

function dataset(count: number, size: number, channels: 'gray' | 'rgb'): DatasetSummary {
  return {
    count,
    settings: { size, channels, fit: 'fit', background: '#000000' },
    labels: [],
    splits: { train: Math.round(count * 0.9), validation: Math.round(count * 0.1), test: 0 },
    problems: 0,
    duplicates: 0,
    nearBinary: channels === 'gray' && size === 28,
    dataVersion: 1,
    importVersion: 1,
    excluded: 0
  }
}
const datasets = [
  dataset(40, 16, 'gray'),
  dataset(5000, 28, 'gray'),
  dataset(70_000, 28, 'gray'),
  dataset(2000, 256, 'rgb')
]

test('every preset is a configuration that can be trained, and is recognised again', () => {
  for (const data of datasets)
    for (const name of presetNames) {
      const config = presetConfig(name, data)
      expect(parse(RunConfig, config, name)).toEqual(config)
      expect(presetOf(config, data)).toBe(name)
      expect(presetOf({ ...config, epochs: config.epochs + 1 }, data)).toBeUndefined()
    }
})

test('the first map takes about a minute, on a slow engine too', () => {
  for (const engine of ['tensorflow', 'wasm'] as const) {
    const data = dataset(5000, 28, 'gray')
    const { network, latent, epochs } = presetConfig('quick', data, engine)
    const seconds = secondsFor(epochs, 4500, costOf(network, 28, 1, latent), engine)
    expect(seconds).toBeGreaterThan(10)
    expect(seconds).toBeLessThan(60)
  }
})

test('nearly black-and-white images get a Bernoulli, others a Gaussian whose σ is learned', () => {
  expect(presetConfig('quick', datasets[0]).likelihood.kind).toBe('gaussian-sigma')
  expect(presetConfig('quick', datasets[3]).likelihood.kind).toBe('gaussian-sigma')
  expect(presetConfig('quick', datasets[1]).likelihood.kind).toBe('bernoulli')
})
