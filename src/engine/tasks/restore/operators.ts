/**
 * What can be done to an image by weighing its rows and its columns: made smaller, enlarged, blurred. Each is a
 * matrix for the rows and one for the columns, y = R·x·Cᵀ in every channel, so that the model's likelihood can use
 * the very same weights.
 */
import type { Image } from './image.ts'

/** [rows, columns], row by row. */
export interface Matrix {
  values: Float32Array
  rows: number
  columns: number
}

export interface Operator {
  /** [height afterwards, height before] */
  rows: Matrix
  /** [width afterwards, width before] */
  columns: Matrix
}

function matrix(rows: number, columns: number, weight: (row: number, column: number) => number): Matrix {
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    weight(Math.floor(at / columns), at % columns)
  )
  return { values, rows, columns }
}

/** Every row's weights add up to one afterwards. */
function normalised({ values, rows, columns }: Matrix): Matrix {
  for (let row = 0; row < rows; row++) {
    const part = values.subarray(row * columns, (row + 1) * columns)
    const sum = part.reduce((total, value) => total + value, 0)
    for (let column = 0; column < columns; column++) part[column] /= sum
  }
  return { values, rows, columns }
}

/** Each target takes the exact mean of the stretch of the source under it, as images are resized when imported. */
export function areaMatrix(source: number, target: number): Matrix {
  const scale = source / target
  const overlap = (row: number, column: number) =>
    Math.max(0, Math.min(column + 1, (row + 1) * scale) - Math.max(column, row * scale))
  return normalised(matrix(target, source, overlap))
}

/** The cubic convolution kernel with a = −½ (Keys 1981, eq. 4 and 15). */
function cubic(distance: number): number {
  const d = Math.abs(distance)
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0
}

/** Bicubic enlarging: the edge's pixels go on beyond the edge. */
export function cubicMatrix(source: number, target: number): Matrix {
  const result = matrix(target, source, () => 0)
  for (let row = 0; row < target; row++) {
    const centre = ((row + 0.5) * source) / target - 0.5
    for (let tap = Math.floor(centre) - 1; tap <= Math.floor(centre) + 2; tap++) {
      const column = Math.min(source - 1, Math.max(0, tap))
      result.values[row * source + column] += cubic(centre - tap)
    }
  }
  return normalised(result)
}

/** A Gaussian blur of this deviation in pixels; at the edges the weights inside are scaled up to one. Beyond 4 deviations nothing counts. */
export function blurMatrix(extent: number, deviation: number): Matrix {
  if (deviation === 0) return identityMatrix(extent)
  const weight = (distance: number) => (distance > 4 ? 0 : Math.exp(-0.5 * distance ** 2))
  return normalised(matrix(extent, extent, (row, column) => weight(Math.abs(row - column) / deviation)))
}

export function identityMatrix(extent: number): Matrix {
  return matrix(extent, extent, (row, column) => (row === column ? 1 : 0))
}

/** The matrix with rows and columns exchanged. */
export function transposed({ values, rows, columns }: Matrix): Matrix {
  return matrix(columns, rows, (row, column) => values[column * columns + row])
}

/** R·x·Cᵀ in every channel. */
export function apply({ rows, columns }: Operator, image: Image): Image {
  const { width, channels } = image
  const between = new Float32Array(rows.rows * width * channels)
  for (let y = 0; y < rows.rows; y++)
    for (let from = 0; from < rows.columns; from++) {
      const weight = rows.values[y * rows.columns + from]
      if (weight === 0) continue
      const [to, at] = [y * width * channels, from * width * channels]
      for (let i = 0; i < width * channels; i++) between[to + i] += weight * image.values[at + i]
    }
  const values = new Float32Array(rows.rows * columns.rows * channels)
  for (let x = 0; x < columns.rows; x++)
    for (let from = 0; from < columns.columns; from++) {
      const weight = columns.values[x * columns.columns + from]
      if (weight === 0) continue
      for (let y = 0; y < rows.rows; y++)
        for (let channel = 0; channel < channels; channel++)
          values[(y * columns.rows + x) * channels + channel] +=
            weight * between[(y * width + from) * channels + channel]
    }
  return { values, height: rows.rows, width: columns.rows, channels }
}

/** The adjoint, Rᵀ·y·C: what a change of each observed pixel asks of the image. */
export function applyAdjoint({ rows, columns }: Operator, image: Image): Image {
  return apply({ rows: transposed(rows), columns: transposed(columns) }, image)
}
