/** A plane on which near latents lie near each other: UMAP (McInnes, Healy & Melville 2018). */
import KDBush from 'kdbush'
import { UMAP } from 'umap-js'
import { mixed, nearRows, weighted } from './neighbourhood.ts'
import type { Projection } from './projection.ts'
import { scatter } from './plane.ts'

export interface Embedding {
  /** [count, 2] */
  places: Float32Array
  /** How many points it was fitted to; the others lie among their neighbours of these. */
  fitted: number
}

/** UMAP's time grows with the points it is fitted to, so the others are laid among these. */
export const mostFitted = 3000
const epochs = 250

/** Steps between 0 and 1, always the same for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Rows spread evenly over all points, one drawn from each stretch of them; always the same ones. */
function fittedRows(count: number, most: number): Uint32Array {
  if (count <= most) return Uint32Array.from({ length: count }, (_, row) => row)
  const stretch = count / most
  const within = (at: number) => Math.floor(scatter(at) * Math.floor(stretch))
  return Uint32Array.from({ length: most }, (_, at) => Math.floor(at * stretch) + within(at))
}

/**
 * Fits a plane to latents [count, D]; a few seconds, to be run beside the window.
 * @param progress told 0 to 1
 */
export function embed(
  values: Float32Array,
  latent: number,
  { seed = 1, most = mostFitted, progress = (_share: number): void => {} } = {}
): Embedding {
  const count = values.length / latent
  const rows = fittedRows(count, most)
  const umap = new UMAP({
    nComponents: 2,
    nEpochs: epochs,
    nNeighbors: Math.min(15, rows.length - 1),
    minDist: 0.1,
    random: seeded(seed)
  })
  progress(0)
  umap.initializeFit(Array.from(rows, (row) => Array.from(values.subarray(row * latent, (row + 1) * latent))))
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step()
    progress((epoch / epochs) * 0.9 + 0.05)
  }
  const places = new Float32Array(2 * count)
  umap.getEmbedding().forEach((place, at) => places.set(place, 2 * rows[at]))
  const known = new Uint8Array(count)
  for (const row of rows) known[row] = 1
  for (let row = 0; row < count; row++) {
    if (known[row]) continue
    places.set(mixed(places, 2, nearRows(values, latent, values, rows, row * latent)), 2 * row)
    if (row % 2000 === 0) progress(0.95 + (0.05 * row) / count)
  }
  return { places, fitted: rows.length }
}

/** Rows looked at where a latent that is no point is to be laid on the plane. */
const mostLookedAt = 30_000

/** @param values the latents that the embedding is of, [count, D] */
export function embeddingProjection(values: Float32Array, latent: number, { places }: Embedding): Projection {
  const count = values.length / latent
  const looked = fittedRows(count, mostLookedAt)
  let tree: KDBush | undefined
  let spacing = 1
  const index = (): KDBush => {
    if (tree) return tree
    tree = new KDBush(count, 64, Float32Array)
    const [least, largest] = [
      [Infinity, Infinity],
      [-Infinity, -Infinity]
    ]
    for (let row = 0; row < count; row++) {
      const at = [places[2 * row], places[2 * row + 1]]
      tree.add(at[0], at[1])
      for (const axis of [0, 1]) {
        least[axis] = Math.min(least[axis], at[axis])
        largest[axis] = Math.max(largest[axis], at[axis])
      }
    }
    const area = Math.max(1e-9, (largest[0] - least[0]) * (largest[1] - least[1]))
    spacing = Math.sqrt(area / Math.max(1, count))
    return (tree = tree.finish())
  }
  return {
    kind: 'umap',
    plane() {
      const first = new Float32Array(count)
      const second = new Float32Array(count)
      for (let row = 0; row < count; row++) {
        first[row] = places[2 * row]
        second[row] = places[2 * row + 1]
      }
      return { first, second }
    },
    placeOf(z) {
      const [first, second] = mixed(places, 2, nearRows(values, latent, z, looked))
      return [first, second]
    },
    lift([first, second]) {
      const bush = index()
      let near: number[] = []
      for (let radius = 2 * spacing; near.length < Math.min(8, count); radius *= 2)
        near = bush.within(first, second, radius)
      const square = (row: number) => (places[2 * row] - first) ** 2 + (places[2 * row + 1] - second) ** 2
      near.sort((a, b) => square(a) - square(b))
      near.length = Math.min(8, near.length)
      return mixed(values, latent, weighted(near, near.map(square)))
    },
    covariance: () => undefined
  }
}
