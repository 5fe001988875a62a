/** A density from samples: Gaussian kernels around them. */

/** Lower triangle L with L·Lᵀ = a, row by row; a little is added to the diagonal where a is not positive. */
function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k]
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-18)) : sum / l[j * n + j]
    }
  return l
}

function covariance(points: Float32Array, mean: Float64Array): Float64Array {
  const n = mean.length
  const count = points.length / n
  const result = new Float64Array(n * n)
  for (let p = 0; p < count; p++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const product = (points[p * n + i] - mean[i]) * (points[p * n + j] - mean[j])
        result[i * n + j] += product / (count - 1)
      }
  return result
}

/**
 * Kernels of covariance h²·Σ around the samples, which are drawn towards their mean by √(1 − h²) so that the whole
 * has the samples' mean and covariance Σ (West 1993, section 2.2); h by Scott's rule, n^(−1/(D+4)).
 */
export class KernelDensity {
  private readonly whitened: Float64Array
  private readonly mean: Float64Array
  private readonly lower: Float64Array
  private readonly width: number
  private readonly constant: number

  /** @param points [count, D] */
  constructor(
    points: Float32Array,
    private readonly dimensions: number
  ) {
    const count = points.length / dimensions
    this.mean = new Float64Array(dimensions)
    for (let i = 0; i < points.length; i++) this.mean[i % dimensions] += points[i] / count
    this.lower = cholesky(covariance(points, this.mean), dimensions)
    this.width = count ** (-1 / (dimensions + 4))
    const shrink = Math.sqrt(1 - this.width ** 2)
    this.whitened = new Float64Array(points.length)
    for (let p = 0; p < count; p++)
      this.whitened.set(
        this.whiten(points, p * dimensions).map((value) => value * shrink),
        p * dimensions
      )
    const logDeterminant = this.diagonal().reduce((sum, value) => sum + Math.log(value), 0)
    const perDimension = Math.log(this.width) + 0.5 * Math.log(2 * Math.PI)
    this.constant = -logDeterminant - dimensions * perDimension - Math.log(count)
  }

  private diagonal(): number[] {
    return Array.from({ length: this.dimensions }, (_, i) => this.lower[i * this.dimensions + i])
  }

  /** L⁻¹·(z − mean). */
  private whiten(points: ArrayLike<number>, at: number): Float64Array {
    const n = this.dimensions
    const result = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let sum = points[at + i] - this.mean[i]
      for (let k = 0; k < i; k++) sum -= this.lower[i * n + k] * result[k]
      result[i] = sum / this.lower[i * n + i]
    }
    return result
  }

  /** log q of the point that begins at `at`, in nats. */
  logDensity(points: ArrayLike<number>, at = 0): number {
    const n = this.dimensions
    const z = this.whiten(points, at)
    let [largest, sum] = [-Infinity, 0]
    for (let p = 0; p < this.whitened.length; p += n) {
      let distance = 0
      for (let d = 0; d < n; d++) distance += (z[d] - this.whitened[p + d]) ** 2
      const exponent = (-0.5 * distance) / this.width ** 2
      if (exponent > largest) {
        sum = sum * Math.exp(largest - exponent) + 1
        largest = exponent
      } else sum += Math.exp(exponent - largest)
    }
    return this.constant + largest + Math.log(sum)
  }
}
