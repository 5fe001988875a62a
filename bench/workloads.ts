/** The models that are timed, told once for us and for every peer. */
import type { ImageShape } from '../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../src/engine/presets.ts'
import type { NetworkConfig, RunConfig } from '../src/shared/schemas.ts'

/** A variational autoencoder with Bernoulli pixels, one sample an image, trained by Adam. */
export interface Workload {
  name: string
  /** Pixels a side of a grey image. */
  side: number
  network: NetworkConfig
  latent: number
  batch: number
}

const mlp: NetworkConfig = { kind: 'mlp', width: 400, depth: 1 }

export const trainingWorkloads: Workload[] = [
  { name: 'MLP 784-400-2-400-784, batch 128', side: 28, network: mlp, latent: 2, batch: 128 },
  { name: 'MLP 784-400-2-400-784, batch 512', side: 28, network: mlp, latent: 2, batch: 512 },
  {
    name: 'Conv VAE (32, 64 filters), batch 128',
    side: 28,
    network: { kind: 'conv', filters: [32, 64], width: 128 },
    latent: 2,
    batch: 128
  }
]

/** So small that the arithmetic is nothing: what remains is what a step costs beside it. */
export const tinyWorkload: Workload = {
  name: 'Tiny MLP 16-4-2-4-16, batch 4',
  side: 4,
  network: { kind: 'mlp', width: 4, depth: 1 },
  latent: 2,
  batch: 4
}

export const imageOf = ({ side }: Workload): ImageShape => ({ height: side, width: side, channels: 1 })

export function configOf(workload: Workload): RunConfig {
  const { network, latent, batch } = workload
  return defaultRunConfig(imageOf(workload), { network, latent, batch, likelihood: { kind: 'bernoulli' } })
}

/** Multiply-adds of a layer for one image. */
type Layer = number

const dense = (inputs: number, outputs: number): Layer => inputs * outputs

function layers({ side, network, latent }: Workload): Layer[] {
  const pixels = side * side
  if (network.kind === 'mlp') {
    const { width, depth } = network
    const hidden = Array.from({ length: depth - 1 }, () => dense(width, width))
    const encoder = [dense(pixels, width), ...hidden, dense(width, 2 * latent)]
    return [...encoder, dense(latent, width), ...hidden, dense(width, pixels)]
  }
  const kernelArea = 16
  let extent = side
  let channels = 1
  const convolutions = network.filters.map((filters) => {
    extent = Math.ceil(extent / 2)
    const layer = extent * extent * kernelArea * channels * filters
    channels = filters
    return layer
  })
  const seed = extent * extent * channels
  const { width } = network
  const middle = [dense(seed, width), dense(width, 2 * latent), dense(latent, width), dense(width, seed)]
  // A transposed convolution is its convolution's gradient and costs the same.
  return [...convolutions, ...middle, ...convolutions.toReversed()]
}

/**
 * Floating-point operations of the matrix products and convolutions of one training step, two a multiply-add.
 * A layer runs forward, and backward for its weights and for its input, which the first layer needs not.
 */
export function stepOperations(workload: Workload): number {
  const all = layers(workload)
  const forward = all.reduce((sum, layer) => sum + layer, 0)
  return 2 * workload.batch * (3 * forward - all[0])
}

/** Grey images with a soft disc each, [count, side, side] bytes; always the same ones. */
export function generateImages(count: number, side: number): Uint8Array {
  const images = new Uint8Array(count * side * side)
  for (let image = 0; image < count; image++) {
    const x = ((image * 0.618034) % 1) * side
    const y = ((image * 0.754878) % 1) * side
    const radius = side * (0.15 + 0.2 * ((image * 0.569841) % 1))
    for (let pixel = 0; pixel < side * side; pixel++) {
      const distance = Math.hypot((pixel % side) - x, Math.floor(pixel / side) - y)
      images[image * side * side + pixel] = 255 / (1 + Math.exp(distance - radius))
    }
  }
  return images
}
