/**
 * Linear Gaussian models x = W·z + m + ε with ε ~ N(0, s·I), of which everything is known: the marginal is
 * N(m, W·Wᵀ + s·I) (probabilistic PCA: Tipping & Bishop 1999, eq. 3).
 */
import * as tf from '@tensorflow/tfjs-core'
import { IsotropicNormal, Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'

export interface Linear {
  /** W transposed: a row for each latent dimension. */
  directions: number[][]
  centre: number[]
  variance: number
}

/** The model, its encoder saying N(0, deviation²·I) whatever it sees. */
export function blindLinearModel({ directions, centre, variance }: Linear, deviation: number): LatentModel {
  const [latent, pixels] = [directions.length, centre.length]
  return {
    image: { height: 1, width: pixels, channels: 1 },
    latent,
    conditions: 0,
    parameters: [],
    encode: (_, x) =>
      new Normal(tf.zeros([x.shape[0], latent]), tf.fill([x.shape[0], latent], 2 * Math.log(deviation))),
    decode: (_, z) => {
      const mean = tf.add(tf.matMul(z as tf.Tensor2D, tf.tensor2d(directions)), tf.tensor1d(centre))
      return new IsotropicNormal(tf.reshape(mean, [-1, 1, pixels, 1]), Math.log(variance))
    },
    prior: (_, batch) => new StandardNormal([batch, latent])
  }
}

/** log N(x; m, W·Wᵀ + s·I), by Gaussian elimination of the covariance. */
export function exactLogLikelihood({ directions, centre, variance }: Linear, x: number[]): number {
  const n = x.length
  const rows = x.map((value, i) => [
    ...x.map((_, j) => directions.reduce((sum, w) => sum + w[i] * w[j], i === j ? variance : 0)),
    value - centre[i]
  ])
  let logDeterminant = 0
  for (let i = 0; i < n; i++) {
    logDeterminant += Math.log(rows[i][i])
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k][i] / rows[i][i]
      for (let j = i; j <= n; j++) rows[k][j] -= factor * rows[i][j]
    }
  }
  // With the covariance as L·D·Lᵀ the elimination leaves L⁻¹·d beside D on the diagonal.
  const quadratic = rows.reduce((sum, row, i) => sum + row[n] ** 2 / row[i], 0)
  return -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + quadratic)
}
