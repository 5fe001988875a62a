import { expect, test } from 'vitest'
import type { MapPoints } from '../../src/shared/contract.ts'
import { packColour } from '../../src/renderer/colours.ts'
import { isSoftware } from '../../src/renderer/map/choose.ts'
import { radiusFor } from '../../src/renderer/map/drawer.ts'
import { Motion } from '../../src/renderer/map/motion.ts'
import { NearestPoint, rowTowards } from '../../src/renderer/map/nearest.ts'
import { drawingOrder, layers, planeOf, scatter } from '../../src/renderer/map/plane.ts'

const count = 20_000
const points: MapPoints = {
  run: 'a',
  epoch: 1,
  latent: 3,
  ids: Int32Array.from({ length: count }, (_, i) => i + 100),
  z: Float32Array.from({ length: count * 3 }, (_, i) => 6 * scatter(i) - 3),
  labels: Int16Array.from({ length: count }, (_, i) => i % 4),
  splits: new Uint8Array(count)
}
const plane = planeOf(points, [0, 2])

test('the plane shows the two chosen dimensions', () => {
  expect(plane.first[7]).toBe(points.z[21])
  expect(plane.second[7]).toBe(points.z[23])
  const line = planeOf({ ...points, latent: 1 }, [0, 1])
  expect(line.first[9]).toBe(points.z[9])
  expect(Math.max(...line.second)).toBeLessThanOrEqual(0.5)
})

test('the nearest point is the one a search through all finds, muted labels left out', () => {
  const nearest = new NearestPoint(plane)
  const hidden = Uint8Array.from(plane.labels, (label) => Number(label === 1 || label === 3))
  const search = (x: number, y: number, radius: number, without: Uint8Array) => {
    let best = -1
    let least = radius ** 2
    for (let i = 0; i < count; i++) {
      const distance = (plane.first[i] - x) ** 2 + (plane.second[i] - y) ** 2
      if (distance <= least && !without[i]) {
        least = distance
        best = i
      }
    }
    return best
  }
  for (let i = 0; i < 200; i++) {
    const [x, y] = [6 * scatter(i + 5e6) - 3, 6 * scatter(i + 6e6) - 3]
    for (const without of [new Uint8Array(count), hidden])
      expect(nearest.find(x, y, 0.05, without)).toBe(search(x, y, 0.05, without))
  }
  expect(nearest.find(50, 50, 0.05)).toBe(-1)
  expect(new NearestPoint({ ...plane, count: 0 }).find(0, 0, 1)).toBe(-1)
})

test('the next point in a direction lies that way, straight ahead before beside', () => {
  const few = {
    ...plane,
    first: Float32Array.of(0, 1, 1.5, -1, 0.2, 3),
    second: Float32Array.of(0, 0.9, 0, 0, 1, 0),
    count: 6
  }
  expect(rowTowards(few, [0, 0], [1, 0])).toBe(2)
  expect(rowTowards(few, [0, 0], [1, 0], 2)).toBe(5)
  expect(rowTowards(few, [0, 0], [-1, 0])).toBe(3)
  expect(rowTowards(few, [0, 0], [0, 1])).toBe(4)
  expect(rowTowards(few, [0, 0], [0, -1])).toBe(-1)
})

test('every point is drawn once, muted labels first, the others mixed', () => {
  const order = drawingOrder(
    Uint8Array.from(plane.labels, (label) => (label === 2 ? layers.faded : layers.plain))
  )
  expect(new Set(order).size).toBe(count)
  const firstShown = order.findIndex((index) => plane.labels[index] !== 2)
  expect(firstShown).toBe(count / 4)
  const last = Array.from(order.subarray(-300), (index) => plane.labels[index])
  expect(new Set(last)).toEqual(new Set([0, 1, 3]))
  expect(
    Array.from(
      drawingOrder(Uint8Array.from(plane.labels, (label) => (label === 2 ? layers.faded : layers.plain)))
    )
  ).toEqual(Array.from(order))
})

test('points are smaller where there are many, and grow as one zooms in', () => {
  expect(radiusFor(1_000_000, 100, 100)).toBeLessThan(radiusFor(5000, 100, 100))
  expect(radiusFor(5000, 800, 100)).toBeGreaterThan(radiusFor(5000, 100, 100))
})

test('colours are packed as ImageData holds them', () => {
  const bytes = new Uint8Array(Uint32Array.of(packColour('#0a1422'), packColour('#ffffff', 0.12)).buffer)
  expect(Array.from(bytes)).toEqual([10, 20, 34, 255, 255, 255, 255, 31])
})

test('drivers that compute on the CPU are known by their names', () => {
  expect(isSoftware('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)')).toBe(
    true
  )
  expect(isSoftware('llvmpipe (LLVM 15.0.6, 256 bits)')).toBe(true)
  expect(isSoftware('ANGLE (NVIDIA, NVIDIA GeForce RTX 3060, OpenGL 4.5)')).toBe(false)
})

test('points glide from where they were and arrive exactly', () => {
  const dots = (shift: number) => ({
    first: Float32Array.of(shift, 2 + shift),
    second: Float32Array.of(-shift, 1),
    colours: Uint32Array.of(1, 2),
    count: 2,
    chosen: 0
  })
  const [from, to] = [dots(0), dots(1)]
  const motion = new Motion(from, to, 1000)
  expect(Array.from(motion.at(1000).dots.first)).toEqual([0, 2])
  const halfway = motion.at(1080)
  expect(halfway.arrived).toBe(false)
  expect(halfway.dots.first[0]).toBeGreaterThan(0)
  expect(halfway.dots.first[0]).toBeLessThan(1)
  expect(motion.at(5000)).toEqual({ dots: to, arrived: true })
  expect(Motion.fits(from, to)).toBe(true)
  expect(Motion.fits(undefined, to)).toBe(false)
  expect(Motion.fits({ ...from, count: 1 }, to)).toBe(false)
})
