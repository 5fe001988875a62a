/** The kinds of network as graphs: all layers but an encoder's last one. */
import { featureMaps, kernel, stride } from '../../../engine/networks/conv.ts'
import type { ImageShape } from '../../../engine/networks/parameters.ts'
import type { NetworkConfig } from '../../../shared/schemas.ts'
import type { GraphBuilder, Margins, Reference } from './graph.ts'

interface Network {
  /** From images to the last hidden layer. @param name the first part of the parameters' names */
  encode(builder: GraphBuilder, name: string, image: Reference, condition?: Reference): Reference
  /** From latents to what the likelihood takes, of this extent. */
  decode(builder: GraphBuilder, output: ImageShape, z: Reference, condition?: Reference): Reference
}

type ConfigOf<Kind> = Extract<NetworkConfig, { kind: Kind }>

const extents = ({ height, width, channels }: ImageShape) => [height, width, channels]
const sizeOf = ({ height, width, channels }: ImageShape) => height * width * channels

const shapeOf = ({ shape: [height, width, channels] }: Reference): ImageShape => ({
  height,
  width,
  channels
})

export function networkOf(config: NetworkConfig): Network {
  return config.kind === 'mlp' ? mlp(config) : conv(config)
}

function mlp({ width, depth, gated }: ConfigOf<'mlp'>): Network {
  const layer = (builder: GraphBuilder, name: string, x: Reference, condition?: Reference) => {
    const y = builder.dense(name, width, x, condition)
    if (!gated) return builder.apply('relu', y)
    const gate = builder.dense(`${name}.gate`, width, x, condition)
    return builder.product(y, builder.apply('sigmoid', gate))
  }
  const hidden = (builder: GraphBuilder, prefix: string, x: Reference, condition?: Reference) => {
    let y = x
    for (let index = 0; index < depth; index++)
      y = layer(builder, `${prefix}.hidden.${index}`, y, index === 0 ? condition : undefined)
    return y
  }
  return {
    encode: (builder, name, image, condition) => hidden(builder, name, builder.flatten(image), condition),
    decode(builder, output, z, condition) {
      const last = hidden(builder, 'decoder', z, condition)
      return builder.unflatten(builder.dense('decoder.output', sizeOf(output), last), extents(output))
    }
  }
}

/** How a convolution that rounds its extent up pads an image of this extent, before and behind. */
function padding(large: number, small: number): [number, number] {
  const total = Math.max((small - 1) * stride + kernel - large, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

function margins(large: ImageShape, small: ImageShape): Margins {
  const [top, bottom] = padding(large.height, small.height)
  const [left, right] = padding(large.width, small.width)
  return { top, bottom, left, right }
}

function conv(config: ConfigOf<'conv'>): Network {
  return {
    encode(builder, name, image, condition) {
      const maps = featureMaps(config, shapeOf(image))
      const convolved = maps.slice(1).reduce((y, to, index) => {
        const layer = { stride, padding: margins(maps[index], to), shape: extents(to) }
        return builder.apply('relu', builder.convolution(`${name}.conv.${index}`, layer, y))
      }, image)
      const flat = builder.flatten(convolved)
      return builder.apply('relu', builder.dense(`${name}.hidden`, config.width, flat, condition))
    },
    decode(builder, output, z, condition) {
      const maps = featureMaps(config, output).reverse()
      const hidden = builder.apply('relu', builder.dense('decoder.hidden', config.width, z, condition))
      const seed = builder.apply('relu', builder.dense('decoder.seed', sizeOf(maps[0]), hidden))
      return maps.slice(1).reduce(
        (y, to, index) => {
          const layer = { stride, cut: margins(to, maps[index]), shape: extents(to) }
          const sum = builder.transposed(`decoder.conv.${index}`, layer, y)
          return index + 2 < maps.length ? builder.apply('relu', sum) : sum
        },
        builder.unflatten(seed, extents(maps[0]))
      )
    }
  }
}
