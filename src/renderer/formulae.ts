/** The formula behind each choice, for those who want to see it. */
import type { LikelihoodKind, OptimizerKind } from '../shared/defaults.ts'
import type { RunConfig } from '../shared/schemas.ts'

export const modelFormulae: Record<RunConfig['model'], string> = {
  ae: 'max log p(x | z),  z = e(x)',
  vae: 'p(x, z) = p(z) p(x | z),  p(z) = N(0, I)',
  cvae: 'p(x, z | c) = p(z | c) p(x | z, c)',
  density: 'F(x) ≈ p(data | x),  x ← x + α ∇ log F(x)'
}

export const priorFormulae: Record<NonNullable<RunConfig['prior']>, string> = {
  standard: 'p(z | c) = N(0, I)',
  'conditional-mean': 'p(z | c) = N(μ(c), I)',
  conditional: 'p(z | c) = N(μ(c), diag σ²(c))'
}

export const estimatorFormulae: Record<RunConfig['estimator'], string> = {
  A: '1/L Σₗ (log p(x, zₗ) − log q(zₗ | x))',
  B: '−KL(q(z|x) ‖ p(z)) + 1/L Σₗ log p(x | zₗ)'
}

export const importanceFormula = 'log 1/L Σₗ p(x, zₗ) / q(zₗ | x)'

/** The words of the glossary; each is explained under `term.NAME` and `term.NAME.text`. */
export const termFormulae = {
  latent: 'x ∈ ℝⁿ  ↦  z ∈ ℝᵈ,  d ≪ n',
  prior: 'p(z) = N(0, I)',
  posterior: 'q(z | x) = N(μ(x), diag σ²(x)) ≈ p(z | x)',
  likelihood: 'log p(x | z)',
  kl: 'KL(q(z|x) ‖ p(z)) = E_q[log q(z|x) − log p(z)]',
  elbo: 'log p(x) ≥ E_q[log p(x|z)] − KL(q(z|x) ‖ p(z))'
} as const
export type TermName = keyof typeof termFormulae

/** y is what the decoder makes of the latent z. */
export const likelihoodFormulae: Record<LikelihoodKind, string> = {
  bernoulli: 'log p(x|z) = Σ (x log y + (1 − x) log(1 − y))',
  'continuous-bernoulli': 'log p(x|z) = Σ (log C(y) + x log y + (1 − x) log(1 − y))',
  gaussian: 'log p(x|z) = −Σ ((x − y)² / 2σ² + ½ log 2πσ²)',
  'gaussian-sigma': 'log p(x|z) = −Σ ((x − y)² / 2σ² + ½ log 2πσ²)',
  'gaussian-learned': 'log p(x|z) = −Σ ((x − y)² / 2σ(z)² + ½ log 2πσ(z)²)',
  logistic: 'p(x|z) = S((x + ½ − y) / s) − S((x − ½ − y) / s),  x = 0 … 255'
}

/** g is the gradient, α the learning rate. */
export const optimizerFormulae: Record<OptimizerKind, string> = {
  sgd: 'θ ← θ − α g',
  momentum: 'a ← μ a + g,  θ ← θ − α a',
  adagrad: 'a ← a + g²,  θ ← θ − α g / (√a + ε)',
  rmsprop: 's ← ρ s + (1 − ρ) g²,  θ ← θ − α g / √(s + ε)',
  adam: 'θ ← θ − α m̂ / (√v̂ + ε)',
  adamw: 'θ ← θ − α (m̂ / (√v̂ + ε) + λ θ)'
}
