/** A place or a latent from those of the points nearest by: what stands in for the inverse of a map that bends. */

/** The nearest of rows, with weights that add up to 1. */
export interface Near {
  rows: number[]
  weights: number[]
}

/** How many neighbours have a say. */
const neighbours = 8

/** Weights 1/d², Shepard's; where a row lies at no distance, it alone has a say. */
export function weighted(rows: number[], squares: number[]): Near {
  const exact = squares.indexOf(0)
  if (exact >= 0) return { rows: [rows[exact]], weights: [1] }
  const inverse = squares.map((square) => 1 / square)
  const sum = inverse.reduce((total, value) => total + value, 0)
  return { rows, weights: inverse.map((value) => value / sum) }
}

/**
 * The rows nearest to a point, by looking at all of them.
 * @param values [count, size]
 * @param of the rows to look at
 */
export function nearRows(
  values: Float32Array,
  size: number,
  point: ArrayLike<number>,
  of: ArrayLike<number>,
  from = 0
): Near {
  const rows: number[] = []
  const squares: number[] = []
  for (let at = 0; at < of.length; at++) {
    const row = of[at]
    const worst = rows.length < neighbours ? Infinity : squares[neighbours - 1]
    let square = 0
    for (let d = 0; d < size && square < worst; d++) square += (values[row * size + d] - point[from + d]) ** 2
    if (square >= worst) continue
    let place = rows.length
    while (place > 0 && squares[place - 1] > square) place--
    rows.splice(place, 0, row)
    squares.splice(place, 0, square)
    if (rows.length > neighbours) {
      rows.pop()
      squares.pop()
    }
  }
  return weighted(rows, squares)
}

/** The mean of rows [count, size] as they weigh. */
export function mixed(values: Float32Array, size: number, { rows, weights }: Near): Float32Array {
  const sum = new Float32Array(size)
  rows.forEach((row, at) => {
    for (let d = 0; d < size; d++) sum[d] += weights[at] * values[row * size + d]
  })
  return sum
}
