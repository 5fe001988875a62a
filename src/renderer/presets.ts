/** Settings for people who do not want to choose any: each preset is a whole run configuration. */
import type { DatasetSummary } from '../shared/contract.ts'
import type { EngineName, NetworkConfig, RunConfig } from '../shared/schemas.ts'

export const presetNames = ['quick', 'clear', 'sharp', 'paper'] as const
export type PresetName = (typeof presetNames)[number]

/** Multiplications an image costs in one training step, forwards and backwards. */
export function costOf(network: NetworkConfig, size: number, channels: number, latent: number): number {
  const values = size * size * channels
  if (network.kind === 'mlp') {
    const hidden = network.width * network.width * (network.depth - 1)
    return 6 * (values * network.width + hidden + network.width * latent)
  }
  let products = 0
  let side = size
  let before = channels
  for (const filters of network.filters) {
    side = Math.ceil(side / 2)
    products += side * side * 16 * before * filters
    before = filters
  }
  products += side * side * before * network.width + network.width * latent
  // Convolutions reach about a third of the speed of plain matrix products.
  return 18 * products
}

/** Multiplications a second that a small machine without a GPU can be trusted with. */
const modestSpeed: Record<EngineName, number> = { tensorflow: 25e9, webgpu: 25e9, wasm: 2e9 }

/** What so many epochs take on a small machine; no promise, the run's own time left is measured. */
export function secondsFor(
  epochs: number,
  images: number,
  cost: number,
  engine: EngineName = 'tensorflow'
): number {
  return (epochs * Math.max(1, images) * cost) / modestSpeed[engine]
}

/** Epochs that fit into about so many seconds on a small machine. */
export function epochsFor(seconds: number, images: number, cost: number, engine?: EngineName): number {
  return Math.min(200, Math.max(5, Math.round(seconds / secondsFor(1, images, cost, engine))))
}

/** How many images a run learns from. */
function trainingImages(dataset: DatasetSummary): number {
  return dataset.splits.train || dataset.count
}

/** Small batches for small collections, so that an epoch still has some steps. */
export function batchFor(images: number): number {
  return images < 1000 ? 32 : images < 4000 ? 64 : 128
}

/** Beyond these little changes any more on a small collection. */
const mostEpochs: Record<PresetName, number> = { quick: 60, clear: 100, sharp: 150, paper: 150 }

/** @param engine the one that will probably train; a slow one gets fewer epochs */
export function presetConfig(preset: PresetName, dataset: DatasetSummary, engine?: EngineName): RunConfig {
  const { size, channels } = dataset.settings
  const depth = channels === 'rgb' ? 3 : 1
  const images = trainingImages(dataset)
  const small = size * size * depth <= 3072
  const network: Record<PresetName, NetworkConfig> = {
    quick: small
      ? { kind: 'mlp', width: 400, depth: 2 }
      : { kind: 'conv', filters: size > 64 ? [16, 32, 64, 64] : [16, 32, 64], width: 128 },
    clear: { kind: 'conv', filters: size > 64 ? [32, 64, 64, 128] : [32, 64], width: 256 },
    sharp: { kind: 'conv', filters: size > 64 ? [32, 64, 128, 128] : [32, 64, 64], width: 256 },
    paper: { kind: 'mlp', width: 500, depth: 1 }
  }
  const latent = preset === 'sharp' ? 16 : 2
  const seconds = { quick: 35, clear: 300, sharp: 600, paper: 180 }[preset]
  const chosen = network[preset]
  return {
    format: 1,
    model: 'vae',
    network: chosen,
    latent,
    likelihood: { kind: dataset.nearBinary ? 'bernoulli' : 'gaussian-sigma' },
    estimator: 'B',
    samples: 1,
    optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    epochs: Math.min(
      mostEpochs[preset],
      epochsFor(seconds, images, costOf(chosen, size, depth, latent), engine)
    ),
    batch: preset === 'paper' ? 100 : batchFor(images),
    seed: 1,
    engine: 'auto'
  }
}

/** The preset that a configuration still is, if it is one. */
export function presetOf(
  config: RunConfig,
  dataset: DatasetSummary,
  engine?: EngineName
): PresetName | undefined {
  const text = JSON.stringify(config)
  return presetNames.find((name) => JSON.stringify(presetConfig(name, dataset, engine)) === text)
}
