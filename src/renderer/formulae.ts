/** The formula behind each choice, for those who want to see it. */
import type { OptimizerKind } from '../shared/defaults.ts'
import type { RunConfig } from '../shared/schemas.ts'

export const priorFormulae: Record<NonNullable<RunConfig['prior']>, string> = {
  standard: 'p(z | c) = N(0, I)',
  'conditional-mean': 'p(z | c) = N(μ(c), I)',
  conditional: 'p(z | c) = N(μ(c), diag σ²(c))'
}

export const estimatorFormulae: Record<RunConfig['estimator'], string> = {
  A: '1/L Σₗ (log p(x, zₗ) − log q(zₗ | x))',
  B: '−KL(q(z|x) ‖ p(z)) + 1/L Σₗ log p(x | zₗ)'
}

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

/** g is the gradient, α the learning rate. */
export const optimizerFormulae: Record<OptimizerKind, string> = {
  sgd: 'θ ← θ − α g',
  momentum: 'a ← μ a + g,  θ ← θ − α a',
  adagrad: 'a ← a + g²,  θ ← θ − α g / (√a + ε)',
  rmsprop: 's ← ρ s + (1 − ρ) g²,  θ ← θ − α g / √(s + ε)',
  adam: 'θ ← θ − α m̂ / (√v̂ + ε)',
  adamw: 'θ ← θ − α (m̂ / (√v̂ + ε) + λ θ)'
}
