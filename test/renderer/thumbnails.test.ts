import { describe, expect, test } from 'vitest'
import { fit, toScreen } from '../../src/renderer/map/camera.ts'
import type { Camera } from '../../src/renderer/map/camera.ts'
import { NearestPoint } from '../../src/renderer/map/nearest.ts'
import { cornerOf, thumbnailAt, thumbnailLayout } from '../../src/renderer/map/thumbnails.ts'
import { normals } from '../../src/engine/random.ts'

const size = { width: 900, height: 600 }

function planeOf(count: number) {
  const noise = normals(2 * count, 4, 'selection', 0)
  return {
    first: noise.slice(0, count),
    second: noise.slice(count),
    labels: new Int16Array(count),
    ids: Int32Array.from({ length: count }, (_, i) => i),
    count
  }
}

const whole = fit({ left: -3.2, right: 3.2, bottom: -3.2, top: 3.2 }, size)

/** The camera that looks at a place, so many times nearer than at the whole. */
function near(factor: number, x = 0, y = 0): Camera {
  const scale = whole.scale * factor
  return { scale, x: size.width / 2 - scale * x, y: size.height / 2 + scale * y }
}

describe('images in place of dots', () => {
  const plane = planeOf(5000)
  const nearest = new NearestPoint(plane)
  const layoutAt = (camera: Camera, hidden?: Uint8Array) =>
    thumbnailLayout(plane, nearest, camera, size, whole.scale, hidden)

  test('come when they have room, and grow as one zooms in', () => {
    expect(layoutAt(whole)).toBeUndefined()
    expect(layoutAt(near(2))).toBeUndefined()
    const some = layoutAt(near(9))!
    const nearer = layoutAt(near(40))!
    expect(some.rows.length * some.side ** 2).toBeLessThanOrEqual(0.9 * size.width * size.height)
    expect(nearer.side).toBeGreaterThan(some.side)
    // Where few points lie they come sooner.
    expect(layoutAt(near(3, 2.5, 2))).toBeDefined()
  })

  test('are all those that are seen', () => {
    const camera = near(10, 0.3, -0.2)
    const { rows } = layoutAt(camera)!
    const shown = new Set(rows)
    for (let row = 0; row < plane.count; row++) {
      const [x, y] = toScreen(camera, plane.first[row], plane.second[row])
      if (x >= 0 && y >= 0 && x <= size.width && y <= size.height) expect(shown.has(row)).toBe(true)
    }
  })

  test('the one under the pointer is the topmost that is shown, also after hiding and zooming', () => {
    const hidden = Uint8Array.from({ length: plane.count }, (_, row) => Number(row % 3 === 0))
    for (const camera of [near(9), near(15, 0.4, 0.1)]) {
      const layout = layoutAt(camera, hidden)!
      const { rows, side } = layout
      // Painted as the map paints them: what is left at a pixel is what must be found there.
      const painted = new Int32Array(size.width * size.height).fill(-1)
      for (const row of rows) {
        const [left, top] = cornerOf(plane, row, camera, side)
        for (let y = Math.max(0, top); y < Math.min(size.height, top + side); y++)
          for (let x = Math.max(0, left); x < Math.min(size.width, left + side); x++)
            painted[y * size.width + x] = row
      }
      let found = 0
      for (let y = 5; y < size.height; y += 13)
        for (let x = 5; x < size.width; x += 13) {
          const at = thumbnailAt(layout, plane, camera, x, y, hidden)
          const seen = painted[y * size.width + x]
          if (seen >= 0 && !hidden[seen]) {
            expect(at).toBe(seen)
            found++
          }
          if (at >= 0) expect(hidden[at]).toBe(0)
        }
      expect(found).toBeGreaterThan(100)
    }
  })

  test('a map without points has none', () => {
    const none = planeOf(0)
    expect(thumbnailLayout(none, new NearestPoint(none), near(9), size, whole.scale)).toBeUndefined()
  })
})
