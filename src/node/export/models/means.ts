/** The mean of p(x|z) as a graph, from the decoder's last layer; what `Distribution.mean` computes with tensors. */
import type { Variables } from '../../../engine/engine.ts'
import { AppError } from '../../../shared/errors.ts'
import { said } from '../../../shared/problems.ts'
import type { LikelihoodConfig } from '../../../shared/schemas.ts'
import type { GraphBuilder, Reference } from './graph.ts'

/**
 * @param variables the model's, for what a likelihood learns beside the decoder's network
 * @throws AppError 'input' for a likelihood whose mean nobody has written as a graph
 */
export function meanGraph(
  builder: GraphBuilder,
  config: LikelihoodConfig,
  variables: Variables,
  output: Reference
): Reference {
  const mean = means[config.kind]
  if (mean) return mean(builder, output, variables)
  throw new AppError('input', said('likelihood-unwritten', { kind: config.kind }))
}

type MeanGraph = (builder: GraphBuilder, output: Reference, variables: Variables) => Reference

const sigmoid: MeanGraph = (builder, output) => builder.apply('sigmoid', output)

const means: Partial<Record<string, MeanGraph>> = {
  bernoulli: sigmoid,
  gaussian: sigmoid,
  'gaussian-sigma': sigmoid,
  'gaussian-learned': (builder, output) => sigmoid(builder, builder.split(output)[0], {}),
  'continuous-bernoulli': continuousBernoulliMean,
  logistic: (builder, output, variables) =>
    logisticMean(builder, output, variables['decoder.log_scale'].values)
}

/** s·(softplus(μ/s) − softplus((μ−1)/s)) within 0…1, where μ is the output plus ½. */
function logisticMean(builder: GraphBuilder, output: Reference, logScale: Float32Array): Reference {
  const scale = Array.from(logScale, Math.exp)
  const inverse = scale.map((s) => 1 / s)
  const softplus = (shift: number) => {
    const offset = inverse.map((s) => shift * s)
    return builder.apply('softplus', builder.affine(output, inverse, offset))
  }
  const below = builder.affine(softplus(0.5), scale, 0)
  const above = builder.affine(
    softplus(-0.5),
    scale.map((s) => -s),
    0
  )
  const positive = builder.apply('relu', builder.sum(below, above))
  return builder.affine(builder.apply('relu', builder.affine(positive, -1, 1)), -1, 1)
}

/** Below this the closed form of the continuous Bernoulli's mean cancels and its series is exact. */
const near = 0.5

const closedForm = (l: number) => 1 / (1 - Math.exp(-l)) - 1 / l

/**
 * ½ + h(max(l, 0)) − h(max(−l, 0)), where h(a) = 1/(1 − e⁻ᵃ) − 1/a − ½ is odd. So that no branch is needed, h is
 * the series up to ½ plus what the closed form grows by from there.
 */
function continuousBernoulliMean(builder: GraphBuilder, l: Reference): Reference {
  const half = (a: Reference): Reference => {
    const beyond = builder.apply('relu', builder.affine(a, 1, -near))
    const large = builder.affine(beyond, 1, near)
    const decay = builder.apply('exponential', builder.affine(large, -1, 0))
    const first = builder.apply('reciprocal', builder.affine(decay, -1, 1))
    const second = builder.affine(builder.apply('reciprocal', large), -1, -closedForm(near))
    const growth = builder.sum(first, second)
    // min(a, ½)
    const small = builder.sum(a, builder.affine(beyond, -1, 0))
    const square = builder.product(small, small)
    const inner = builder.affine(square, 1 / 30240, -1 / 720)
    const series = builder.product(small, builder.affine(builder.product(inner, square), 1, 1 / 12))
    return builder.sum(growth, series)
  }
  const upper = half(builder.apply('relu', l))
  const lower = half(builder.apply('relu', builder.affine(l, -1, 0)))
  return builder.affine(builder.sum(upper, builder.affine(lower, -1, 0)), 1, 0.5)
}
