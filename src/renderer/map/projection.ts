/** How latents of any number of dimensions lie on a plane, and which latent a place of the plane stands for. */
import type { MapPoints } from '../../shared/contract.ts'
import type { Place } from './overlay.ts'
import { scatter } from './plane.ts'
import type { Plane } from './plane.ts'

/** Entries xx, xy, yy of a symmetric matrix on the plane. */
export type Covariance = readonly [number, number, number]

export interface Projection {
  readonly kind: 'axes' | 'pca' | 'umap'
  /** Where the points that a map is made of lie. */
  plane(values: Float32Array): { first: Float32Array; second: Float32Array }
  placeOf(z: ArrayLike<number>): Place
  /** The latent under a place; what the plane does not show is as in `base`, where the projection leaves that free. */
  lift(place: Place, base: Float32Array): Float32Array
  /** How a Gaussian with these variances lies on the plane; undefined where the projection bends it. */
  covariance(variances: ArrayLike<number>): Covariance | undefined
}

/**
 * An orthogonal projection: place = W (z − m). Its inverse moves within the plane alone, so it is exact.
 * @param rows W, [2, D], orthonormal; a second row of zeros for one dimension
 * @param mean m, [D]
 */
export function linearProjection(
  kind: 'axes' | 'pca',
  rows: Float32Array | Float64Array,
  mean: ArrayLike<number>
): Projection {
  const latent = rows.length / 2
  const along = (axis: 0 | 1, z: ArrayLike<number>, from = 0): number => {
    let sum = 0
    for (let d = 0; d < latent; d++) sum += rows[axis * latent + d] * (z[from + d] - mean[d])
    return sum
  }
  return {
    kind,
    plane(values) {
      const count = values.length / latent
      const first = new Float32Array(count)
      const second = new Float32Array(count)
      for (let i = 0; i < count; i++) {
        first[i] = along(0, values, i * latent)
        second[i] = latent === 1 ? scatter(i) - 0.5 : along(1, values, i * latent)
      }
      return { first, second }
    },
    placeOf: (z) => [along(0, z), along(1, z)],
    lift(place, base) {
      const z = base.slice()
      const moved = [place[0] - along(0, base), place[1] - along(1, base)]
      for (let d = 0; d < latent; d++) z[d] += moved[0] * rows[d] + moved[1] * rows[latent + d]
      return z
    },
    covariance(variances) {
      const result: [number, number, number] = [0, 0, 0]
      for (let d = 0; d < latent; d++) {
        const [a, b] = [rows[d], rows[latent + d]]
        result[0] += a * a * variances[d]
        result[1] += a * b * variances[d]
        result[2] += b * b * variances[d]
      }
      return result
    }
  }
}

/** Two of the dimensions as they are; one dimension is spread over a band, so that its points can be told apart. */
export function axesProjection(latent: number, [first, second]: readonly [number, number]): Projection {
  const rows = new Float32Array(2 * latent)
  rows[first] = 1
  if (latent > 1) rows[latent + second] = 1
  return linearProjection('axes', rows, new Float32Array(latent))
}

/** The points on the plane of a projection. @param values what is projected, [count, D]; as a rule the points' z */
export function planeThrough(points: MapPoints, projection: Projection, values: Float32Array): Plane {
  const { ids, labels } = points
  return { ...projection.plane(values), ids, labels, count: ids.length }
}

/** Rows of z moved by what belongs to each row's image. @param centres [images, D], by id */
export function centred({ z, ids, latent }: MapPoints, centres: Float32Array): Float32Array {
  return z.map((value, at) => value - (centres[ids[Math.floor(at / latent)] * latent + (at % latent)] || 0))
}
