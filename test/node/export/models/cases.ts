/** Models of every kind, with random weights, to be written in every format. */
import type { Variables } from '../../../../src/engine/engine.ts'
import type { Learner } from '../../../../src/engine/models/learner.ts'
import { buildLearner } from '../../../../src/engine/models/build.ts'
import type { ImageShape } from '../../../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../../../src/engine/presets.ts'
import { normals } from '../../../../src/engine/random.ts'
import { Parameters } from '../../../../src/node/export/models/parameters.ts'
import type { NetworkConfig, RunConfig } from '../../../../src/shared/schemas.ts'

export interface Case {
  title: string
  image: ImageShape
  settings: Partial<RunConfig>
}

const grey = { height: 28, width: 28, channels: 1 }
const odd = { height: 45, width: 45, channels: 3 }
const labels = ['trousers', 'boots', 'bags']
const mlp = { kind: 'mlp', width: 20, depth: 2 } as const
const conv: NetworkConfig = { kind: 'conv', filters: [6, 8], width: 16 }
const deep: NetworkConfig = { kind: 'conv', filters: [4, 5, 6], width: 12 }

export const cases: Case[] = [
  { title: 'VAE, mlp, grey', image: grey, settings: { network: mlp } },
  {
    title: 'VAE, gated mlp, colour',
    image: odd,
    settings: { network: { ...mlp, gated: true }, likelihood: { kind: 'gaussian-sigma' }, latent: 5 }
  },
  { title: 'VAE, conv, grey', image: grey, settings: { network: conv } },
  {
    title: 'VAE, conv, odd and colour',
    image: odd,
    settings: { network: deep, latent: 3, likelihood: { kind: 'gaussian', variance: 0.01 } }
  },
  {
    title: 'VAE, conv, a mean and variance a pixel',
    image: { ...odd, height: 30, width: 30 },
    settings: { network: conv, likelihood: { kind: 'gaussian-learned' } }
  },
  {
    title: 'VAE, mlp, continuous Bernoulli',
    image: grey,
    settings: { network: mlp, likelihood: { kind: 'continuous-bernoulli' } }
  },
  {
    title: 'VAE, conv, discretised logistic, colour',
    image: { ...odd, height: 17, width: 17 },
    settings: { network: conv, likelihood: { kind: 'logistic' } }
  },
  {
    title: 'CVAE, mlp, grey',
    image: grey,
    settings: { model: 'cvae', network: mlp, labels, prior: 'conditional' }
  },
  {
    title: 'CVAE, conv, odd and colour',
    image: odd,
    settings: { model: 'cvae', network: deep, labels, likelihood: { kind: 'gaussian-sigma' } }
  },
  {
    title: 'CVAE of two quadrants, conv, colour',
    image: { ...odd, height: 20, width: 20 },
    settings: {
      model: 'cvae',
      network: conv,
      condition: { kind: 'quadrants', given: 2 },
      likelihood: { kind: 'gaussian-sigma' }
    }
  },
  { title: 'autoencoder, mlp, grey', image: grey, settings: { model: 'ae', network: mlp, latent: 16 } },
  {
    title: 'density classifier, conv, colour',
    image: { ...odd, height: 19, width: 19 },
    settings: { model: 'density', network: conv }
  }
]

export interface Made {
  config: RunConfig
  image: ImageShape
  model: Learner
  variables: Variables
  parameters: Parameters
}

/** Every weight is random, biases and scales too, so that none of them can be mistaken or left out unseen. */
export function make({ image, settings }: Case): Made {
  const config: RunConfig = { ...defaultRunConfig(image), ...settings }
  const model = buildLearner(config, image)
  const variables: Variables = Object.fromEntries(
    model.parameters.map(({ name, shape, start = 0 }, index) => {
      const size = shape.reduce((product, extent) => product * extent, 1)
      const deviation = Math.sqrt(shape.length > 1 ? 2 / (size / shape[shape.length - 1]) : 0.1)
      const values = normals(size, 7, 'initialization', index).map((value) => start + deviation * value)
      return [name, { shape, values }]
    })
  )
  return { config, image, model, variables, parameters: new Parameters(model.parameters, variables) }
}

/** Numbers in 0…1 that hang on nothing but the seed. */
export function numbers(count: number, seed: number): Float32Array {
  return normals(count, seed, 'evaluation', 0).map((value) => 1 / (1 + Math.exp(-value)))
}

/** Whether two arrays hold the same bits; comparing them number by number takes long. */
export function same(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
  return bytes(a).equals(bytes(b))
}
