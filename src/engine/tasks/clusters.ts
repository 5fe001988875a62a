/** Groups of images that lie together, suggested where nobody has given labels: k-means on latents. */
import { uniforms } from '../random.ts'

const mostRounds = 100
/** Beginnings tried; the one with the least distance is kept. */
const beginnings = 4

function squaredDistance(z: Float32Array, row: number, centre: Float64Array): number {
  let sum = 0
  for (let d = 0; d < centre.length; d++) sum += (z[row * centre.length + d] - centre[d]) ** 2
  return sum
}

const pointAt = (z: Float32Array, latent: number, row: number) =>
  Float64Array.from(z.subarray(row * latent, (row + 1) * latent))

/** Centres far apart: each next one is a point drawn by its squared distance (k-means++, Arthur & Vassilvitskii 2007). */
function firstCentres(z: Float32Array, count: number, latent: number, k: number, draws: Float64Array) {
  const centres = [pointAt(z, latent, Math.floor(draws[0] * count))]
  const nearest = new Float64Array(count).fill(Infinity)
  while (centres.length < k) {
    let total = 0
    for (let row = 0; row < count; row++) {
      nearest[row] = Math.min(nearest[row], squaredDistance(z, row, centres[centres.length - 1]))
      total += nearest[row]
    }
    let left = draws[centres.length] * total
    let row = 0
    while (row < count - 1 && (left -= nearest[row]) > 0) row++
    centres.push(pointAt(z, latent, row))
  }
  return centres
}

/** Lloyd's algorithm from one beginning; @returns each point's group and the sum of squared distances */
function settle(z: Float32Array, count: number, latent: number, centres: Float64Array[]) {
  const groups = new Int32Array(count).fill(-1)
  let total = 0
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0
    total = 0
    for (let row = 0; row < count; row++) {
      const distances = centres.map((centre) => squaredDistance(z, row, centre))
      const best = distances.indexOf(Math.min(...distances))
      if (groups[row] !== best) moved++
      groups[row] = best
      total += distances[best]
    }
    if (moved === 0) break
    const members = new Float64Array(centres.length)
    const sums = centres.map(() => new Float64Array(latent))
    for (let row = 0; row < count; row++) {
      members[groups[row]]++
      for (let d = 0; d < latent; d++) sums[groups[row]][d] += z[row * latent + d]
    }
    // An emptied group stays where it was.
    sums.forEach((sum, group) => members[group] > 0 && (centres[group] = sum.map((v) => v / members[group])))
  }
  return { groups, total }
}

/**
 * The group of each point, 0 to k − 1, the largest group first.
 * @param z latents [count, D], each dimension as wide as it is
 * @param k groups; fewer come out where there are fewer points
 * @param seed the same seed, the same groups
 */
export function suggestClusters(
  z: Float32Array,
  count: number,
  latent: number,
  k: number,
  seed: number
): Int32Array {
  const wanted = Math.min(k, count)
  if (wanted === 0) return new Int32Array(0)
  let best = { groups: new Int32Array(0), total: Infinity }
  for (let beginning = 0; beginning < beginnings; beginning++) {
    const draws = uniforms(wanted, seed, 'selection', beginning)
    const settled = settle(z, count, latent, firstCentres(z, count, latent, wanted, draws))
    if (settled.total < best.total) best = settled
  }
  const sizes = new Int32Array(wanted)
  for (const group of best.groups) sizes[group]++
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a])
  return best.groups.map((group) => order.indexOf(group))
}
