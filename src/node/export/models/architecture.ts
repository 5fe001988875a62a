/** A run's networks as graphs, layer by layer as `engine/networks` has them. */
import { outputShape } from '../../../engine/distributions/likelihood.ts'
import type { Variables } from '../../../engine/engine.ts'
import type { ImageShape } from '../../../engine/networks/parameters.ts'
import type { RunConfig } from '../../../shared/schemas.ts'
import { GraphBuilder, type Graph, type Reference } from './graph.ts'
import { meanGraph } from './means.ts'
import { networkOf } from './networks.ts'

const extents = ({ height, width, channels }: ImageShape) => [height, width, channels]

/**
 * The graphs of a run's model:
 * - `encoder`: `image` [height, width, channels] in 0…1 to `mean` and `log_variance` [D]; of an autoencoder to `z`;
 * - `decoder`: `z` [D] to `image`, the mean of p(x|z) in 0…1;
 * - `prior`, where it is learned: `condition` to the `mean`, and maybe the `log_variance`, of p(z|c).
 *
 * A conditional model's also take `condition`: one-hot [labels], or the image with zeros where it is not given. A
 * density classifier has one graph alone, `classifier`: `image` to `log_odds` [1] of data against noise.
 * @param variables the run's weights, in our layout
 */
export function modelGraphs(config: RunConfig, image: ImageShape, variables: Variables): Graph[] {
  if (config.model === 'density') return [classifierGraph(config, image)]
  const graphs = [encoderGraph(config, image), decoderGraph(config, image, variables)]
  const prior = config.model === 'cvae' ? priorGraph(config, image) : undefined
  return prior ? [...graphs, prior] : graphs
}

/** The graph a model is asked first: the decoder, where there is one. */
export const mainGraph = (graphs: Graph[]): Graph =>
  graphs.find(({ name }) => name === 'decoder') ?? graphs[0]

/** The condition as it enters a dense layer. */
function conditionInput(builder: GraphBuilder, config: RunConfig, image: ImageShape): Reference | undefined {
  if (config.model !== 'cvae') return undefined
  if (!config.condition) return builder.input('condition', [config.labels?.length ?? 0])
  return builder.flatten(builder.input('condition', extents(image)), true)
}

function encoderGraph(config: RunConfig, image: ImageShape): Graph {
  const builder = new GraphBuilder()
  const pixels = builder.input('image', extents(image))
  const condition = conditionInput(builder, config, image)
  const hidden = networkOf(config.network).encode(builder, 'encoder', pixels, condition)
  if (config.model === 'ae')
    return builder.graph('encoder', { z: builder.dense('encoder.posterior', config.latent, hidden) })
  const [mean, logVariance] = builder.split(builder.dense('encoder.posterior', 2 * config.latent, hidden))
  return builder.graph('encoder', { mean, log_variance: logVariance })
}

function decoderGraph(config: RunConfig, image: ImageShape, variables: Variables): Graph {
  const builder = new GraphBuilder()
  const z = builder.input('z', [config.latent])
  const condition = conditionInput(builder, config, image)
  const output = outputShape(config.likelihood, image)
  const decoded = networkOf(config.network).decode(builder, output, z, condition)
  return builder.graph('decoder', { image: meanGraph(builder, config.likelihood, variables, decoded) })
}

function classifierGraph(config: RunConfig, image: ImageShape): Graph {
  const builder = new GraphBuilder()
  const hidden = networkOf(config.network).encode(
    builder,
    'classifier',
    builder.input('image', extents(image))
  )
  return builder.graph('classifier', { log_odds: builder.dense('classifier.output', 1, hidden) })
}

/** p(z|c) where something of it is learned. */
function priorGraph(config: RunConfig, image: ImageShape): Graph | undefined {
  const { latent, condition } = config
  const { prior = condition ? 'conditional' : 'conditional-mean' } = config
  if (prior === 'standard') return undefined
  const builder = new GraphBuilder()
  if (!condition) {
    const label = builder.input('condition', [config.labels?.length ?? 0])
    const mean = builder.table('prior.mean', latent, label)
    if (prior === 'conditional-mean') return builder.graph('prior', { mean })
    return builder.graph('prior', { mean, log_variance: builder.table('prior.log_variance', latent, label) })
  }
  const given = builder.input('condition', extents(image))
  const hidden = networkOf(config.network).encode(builder, 'prior', given)
  if (prior === 'conditional-mean')
    return builder.graph('prior', { mean: builder.dense('prior.output', latent, hidden) })
  const [mean, logVariance] = builder.split(builder.dense('prior.output', 2 * latent, hidden))
  return builder.graph('prior', { mean, log_variance: logVariance })
}
