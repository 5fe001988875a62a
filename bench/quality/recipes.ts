/** What the bench trains: every setting, so that a run can be repeated from this file alone. */
import type { RunConfig } from '../../src/shared/schemas.ts'

export type Group = 'vae40' | 'two' | 'cvae'
export const groups: Group[] = ['vae40', 'two', 'cvae']

export interface Recipe {
  group: Group
  /** The run's name in the project. */
  name: string
  config: RunConfig
}

/** Two gated layers of 300 on either side, binarised anew at each step, the rate falling to a hundredth of 10⁻³. */
function recipe(group: Group, name: string, epochs: number, settings: Partial<RunConfig>): Recipe {
  const config: RunConfig = {
    format: 1,
    model: 'vae',
    network: { kind: 'mlp', width: 300, depth: 2, gated: true },
    latent: 2,
    likelihood: { kind: 'bernoulli' },
    binarise: 'dynamic',
    estimator: 'B',
    samples: 1,
    optimizer: { kind: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    schedules: { learningRate: { kind: 'cosine', epochs } },
    epochs,
    batch: 100,
    seed: 1,
    engine: 'auto'
  }
  return { group, name, config: { ...config, ...settings } }
}

/** The weight of the KL rises over so many epochs, while the rate falls over all. */
const warmedUp = (epochs: number, warmUp: number): RunConfig['schedules'] => ({
  learningRate: { kind: 'cosine', epochs },
  betaKl: { kind: 'warm-up', epochs: warmUp }
})

const importance = (samples: number): Partial<RunConfig> => ({
  objective: 'importance',
  estimator: 'A',
  samples
})

export const recipes: Recipe[] = [
  recipe('vae40', 'VAE, 40 latents', 200, { latent: 40, schedules: warmedUp(200, 30) }),
  recipe('cvae', 'CVAE, 40 latents', 60, { model: 'cvae', latent: 40, schedules: warmedUp(60, 10) }),
  recipe('two', 'VAE, 2 latents', 20, {}),
  recipe('two', 'VAE, 2 latents, k = 5', 20, importance(5)),
  recipe('two', 'VAE, 2 latents, k = 50', 20, importance(50))
]
