/** Transposed convolutions, which double an image's height and width. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { fused, isFusing, native } from './operations.ts'

/** Up to so many channels a product is the faster way. */
const fewChannels = 4

/**
 * A transposed convolution, 4 × 4 with stride 2, padded 'same'. To few channels, where a convolution's kernels leave
 * most of a processor's lanes idle, it is one product, which gives each input pixel's 4 × 4 contributions, and their
 * sum where they overlap.
 * @param x [batch, height, width, inputs]
 * @param filter [4, 4, outputs, inputs]
 * @param shape of the result, [batch, 2·height or one less, 2·width or one less, outputs]
 */
export function enlarge(x: Tensor, filter: Tensor, shape: [number, number, number, number]): Tensor {
  const operations = native()
  if (!operations || !isFusing() || shape[3] > fewChannels)
    return tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, shape, 2, 'same')
  return tf.customGrad((...given) => {
    const [x, filter, save] = given as unknown as [Tensor, Tensor, tf.GradSaveFunc]
    save([x, filter])
    const [batch, height, width, inputs] = x.shape
    const rows = tf.reshape(x, [-1, inputs])
    const taps = tf.reshape(filter, [-1, inputs])
    const product = operations.matMul(rows, taps, false, true)
    const [value] = fused([tf.reshape(product, [batch, height, width, -1])], ([parts]) => [
      overlap(parts, shape)
    ])
    return {
      value,
      gradFunc: (dy: Tensor, [x, filter]: Tensor[]) => [
        tf.conv2d(dy as Tensor4D, filter as Tensor4D, 2, 'same'),
        filterGradient(dy, x, filter.shape)
      ]
    }
  })(x, filter)
}

/** The gradient by its filter of the convolution that takes x to y. */
function filterGradient(x: Tensor, dy: Tensor, filterShape: number[]): Tensor {
  const attributes = { strides: 2, pad: 'same', dataFormat: 'NHWC', filterShape }
  return tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes)
}

/** The taps of a filter that reach an even row (or column), and an odd one, and from which pixel beside its own. */
const reaching = [
  [
    { tap: 1, from: 0 },
    { tap: 3, from: -1 }
  ],
  [
    { tap: 2, from: 0 },
    { tap: 0, from: 1 }
  ]
]

/**
 * @param parts [batch, height, width, 4·4·channels]; what row r and column c of pixel (i, j) hold is a part of pixel
 * (2i + r − 1, 2j + c − 1)
 */
function overlap(parts: Tensor, [batch, toHeight, toWidth, channels]: number[]): Tensor {
  const [, height, width] = parts.shape
  const edge: [number, number] = [1, 1]
  const padded = tf.pad(parts, [[0, 0], edge, edge, [0, 0]])
  const part = (row: (typeof reaching)[0][0], column: (typeof reaching)[0][0]) =>
    tf.slice(
      padded,
      [0, 1 + row.from, 1 + column.from, (4 * row.tap + column.tap) * channels],
      [batch, height, width, channels]
    )
  const pixels = (rows: (typeof reaching)[0], columns: (typeof reaching)[0]) =>
    rows.flatMap((row) => columns.map((column) => part(row, column))).reduce((a, b) => tf.add(a, b))
  const lines = reaching.map((rows) => {
    const alternating = reaching.map((columns) => pixels(rows, columns))
    return tf.stack(alternating, 3)
  })
  const all = tf.reshape(tf.stack(lines, 2), [batch, 2 * height, 2 * width, channels])
  return tf.slice(all, [0, 0, 0, 0], [batch, toHeight, toWidth, channels])
}
