import { expect, test } from 'vitest'
import { embed, embeddingProjection } from '../../src/renderer/map/embedding.ts'
import { principalPlane } from '../../src/shared/pca.ts'
import { axesProjection, centred, linearProjection } from '../../src/renderer/map/projection.ts'
import { nearRows } from '../../src/renderer/map/neighbourhood.ts'

/** Normal draws that are the same in every run. */
function normals(count: number, seed = 1): Float32Array {
  let state = seed
  const draw = () => (state = (state * 16807) % 2147483647) / 2147483647
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw())
  )
}

const latent = 6

test('two raw dimensions, as they are', () => {
  const projection = axesProjection(4, [3, 1])
  const z = Float32Array.of(1, 2, 3, 4)
  expect(projection.placeOf(z)).toEqual([4, 2])
  expect(Array.from(projection.lift([-1, 5], z))).toEqual([1, 5, 3, -1])
  expect(projection.covariance([1, 2, 3, 4])).toEqual([4, 0, 2])
})

test('the principal plane is the one of greatest variance', () => {
  // Wide along (1, 1, 0, …)/√2 and along (0, 0, 1, …), narrow otherwise.
  const noise = normals(4000 * latent)
  const values = noise.map((value, at) => value * [0.1, 0.1, 2, 0.1, 0.1, 0.1][at % latent])
  for (let row = 0; row < 4000; row++) {
    const wide = 3 * noise[row * latent]
    values[row * latent] += wide * Math.SQRT1_2 + 5
    values[row * latent + 1] += wide * Math.SQRT1_2
  }
  const { rows, mean, share } = principalPlane(values, latent)
  const close = (value: number, to: number) => expect(value).toBeCloseTo(to, 1)
  ;[Math.SQRT1_2, Math.SQRT1_2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0].forEach((value, at) => close(rows[at], value))
  close(mean[0], 5)
  expect(share).toBeGreaterThan(0.99)
  expect(share).toBeLessThan(1)
})

test('the inverse of the principal plane is exact', () => {
  const values = normals(500 * latent, 3)
  const { rows, mean } = principalPlane(values, latent)
  const projection = linearProjection('pca', rows, mean)
  const { first, second } = projection.plane(values)
  for (let row = 0; row < 500; row += 37) {
    const z = values.subarray(row * latent, (row + 1) * latent)
    const back = projection.lift([first[row], second[row]], z)
    back.forEach((value, d) => expect(Math.abs(value - z[d])).toBeLessThan(1e-5))
    const moved = projection.lift([1.25, -0.5], z)
    const [x, y] = projection.placeOf(moved)
    expect(Math.abs(x - 1.25)).toBeLessThan(1e-5)
    expect(Math.abs(y + 0.5)).toBeLessThan(1e-5)
  }
  // A unit Gaussian stays one.
  const [xx, xy, yy] = projection.covariance(new Float32Array(latent).fill(1))!
  expect([xx, xy, yy].map((value) => Math.round(value * 1e6) / 1e6 + 0)).toEqual([1, 0, 1])
})

test('UMAP keeps clusters apart, also points it was not fitted to, and its inverse lands among neighbours', () => {
  const each = 150
  const noise = normals(3 * each * latent, 7)
  const cluster = (row: number) => Math.floor(row / each)
  const values = noise.map((value, at) => {
    const row = Math.floor(at / latent)
    return 0.5 * value + (at % latent === cluster(row) ? 4 : 0)
  })
  const shares: number[] = []
  const embedding = embed(values, latent, { seed: 5, most: 240, progress: (share) => shares.push(share) })
  expect(embedding.fitted).toBe(240)
  expect(shares[0]).toBe(0)
  expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  const { places } = embedding
  // The nearest point on the plane is of the same cluster.
  const all = [...Array(3 * each).keys()]
  let same = 0
  for (const row of all) {
    const others = all.filter((other) => other !== row)
    const near = nearRows(places, 2, places, others, 2 * row).rows[0]
    if (cluster(near) === cluster(row)) same++
  }
  expect(same / all.length).toBeGreaterThan(0.98)

  const projection = embeddingProjection(values, latent, embedding)
  const { first, second } = projection.plane(values)
  for (const row of [3, 160, 400]) {
    const z = values.subarray(row * latent, (row + 1) * latent)
    expect(Array.from(projection.lift([first[row], second[row]], z))).toEqual(Array.from(z))
    expect(projection.placeOf(z)).toEqual([first[row], second[row]])
    // Beside a point one is among those that lie around it, not in another cluster.
    const beside = projection.lift([first[row] + 1e-3, second[row]], z)
    expect(cluster(nearRows(values, latent, beside, all).rows[0])).toBe(cluster(row))
  }
  expect(embed(values, latent, { seed: 5, most: 240 }).places).toEqual(places)
})

test('what belongs to an image is taken off its row', () => {
  const points = { run: 'a', epoch: 1, latent: 2, ids: Int32Array.of(1, 0), z: Float32Array.of(1, 2, 3, 4) }
  const others = { labels: new Int16Array(2), splits: new Uint8Array(2) }
  const moved = centred({ ...points, ...others }, Float32Array.of(3, 4, 0.5, 1))
  expect(Array.from(moved)).toEqual([0.5, 1, 0, 0])
})
