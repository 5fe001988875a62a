/** What is said about a model in the files it is written to. */
import type { ImageShape } from '../../../engine/networks/parameters.ts'
import type { RunConfig } from '../../../shared/schemas.ts'

export interface ModelAbout {
  /** The run's name. */
  name: string
  /** Of the weights. */
  epoch: number
  config: RunConfig
  image: ImageShape
}

/** As the formats carry words: names and texts; what is not text is JSON. */
export function metadataOf({ name, epoch, config, image }: ModelAbout): Record<string, string> {
  return {
    producer: 'Latentscape',
    name,
    epoch: String(epoch),
    model: config.model,
    likelihood: config.likelihood.kind,
    image: JSON.stringify(image),
    ...(config.labels && { labels: JSON.stringify(config.labels) }),
    config: JSON.stringify(config)
  }
}

const lastAxis = (image: ImageShape) => `${image.height}, ${image.width}, ${image.channels}`

/** How the networks are asked, in sentences. @param axes the order of an image's axes in these files */
export function usage({ config, image }: ModelAbout, axes: 'channels last' | 'channels first'): string[] {
  const { height, width, channels } = image
  const shape = axes === 'channels last' ? lastAxis(image) : `${channels}, ${height}, ${width}`
  const { latent, labels = [] } = config
  if (config.model === 'density')
    return [
      `The classifier takes image [batch, ${shape}] in 0…1 and gives log_odds [batch, 1] of data against noise; F̃(x) is its sigmoid.`
    ]
  const point =
    config.model === 'ae'
      ? `z [batch, ${latent}]`
      : `the mean and log variance of q(z|x), [batch, ${latent}] each`
  const condition = config.condition
    ? `Both also take condition [batch, ${shape}]: the image with zeros in the quadrants that are not given. The prior makes p(z|c) of it. What the decoder makes of given pixels has no meaning.`
    : `Both also take condition [batch, ${labels.length}]: one-hot, in the order of the labels ${labels.join(', ')}.`
  return [
    `The encoder takes image [batch, ${shape}] in 0…1 and gives ${point}.`,
    `The decoder takes z [batch, ${latent}] and gives image [batch, ${shape}], the mean of p(x|z) in 0…1.`,
    ...(config.model === 'cvae' ? [condition] : [])
  ]
}
