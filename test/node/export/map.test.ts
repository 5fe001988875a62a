import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import {
  drawMap,
  mapLayout,
  shapeRadius,
  shownDomain,
  type MapPicture
} from '../../../src/node/export/map.ts'
import { drawMapSvg } from '../../../src/node/export/mapsvg.ts'
import { underlayGrid } from '../../../src/node/export/underlay.ts'
import { grounds, type Theme } from '../../../src/shared/palette.ts'
import { labelShapes, shapePath } from '../../../src/shared/shapes.ts'

function mapOf(places: [number, number, number][]): MapPicture['points'] {
  return {
    latent: 2,
    ids: Int32Array.from(places, (_, index) => index),
    z: Float32Array.from(places.flatMap(([z1, z2]) => [z1, z2])),
    labels: Int16Array.from(places, ([, , label]) => label)
  }
}

async function look(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const at = (x: number, y: number): number[] => [
    ...context.getImageData(Math.round(x), Math.round(y), 1, 1).data.subarray(0, 3)
  ]
  return { width: image.width, height: image.height, at }
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))

function distance(a: number[], b: number[]): number {
  return Math.hypot(...a.map((value, index) => value - b[index]))
}

const places: [number, number, number][] = [
  [0.3, 0.4, 0],
  [-1.5, 2.1, 1],
  [2.4, -0.7, 2],
  [-2.2, -2.4, 3]
]
const names = ['a', 'b', 'c', 'd']

describe('drawMap', () => {
  it.each(['dark', 'light'] as Theme[])(
    'draws each point where its latent says, in its colour (%s)',
    async (theme) => {
      const points = mapOf(places)
      const picture = await look(
        await drawMap({ points, labelNames: names, title: 'Points', theme, resolution: 2 })
      )
      const { plane, width, height } = mapLayout(points)
      expect([picture.width, picture.height]).toEqual([2 * width, 2 * height])
      const ground = grounds[theme]
      for (const [z1, z2, label] of places) {
        const seen = picture.at(plane.x(z1) * 2, plane.y(z2) * 2)
        const nearest = ground.labels
          .map((colour, index) => ({ index, distance: distance(seen, channels(colour)) }))
          .sort((a, b) => a.distance - b.distance)[0]
        expect(nearest.index).toBe(label)
        expect(nearest.distance).toBeLessThan(35)
      }
      expect(picture.at(plane.x(1.2) * 2, plane.y(-1.9) * 2)).toEqual(channels(ground.background))
    }
  )

  it('gives labels shapes where that is asked, on the map and in its legend, as PNG and as SVG', async () => {
    const points = mapOf(places)
    const { plane, legend } = mapLayout(points)
    const asked = { points, labelNames: names, title: 'Shapes', theme: 'light' as const, shapes: true }
    const picture = await look(await drawMap({ ...asked, resolution: 2 }))
    const plain = await look(await drawMap({ ...asked, shapes: false, resolution: 2 }))
    const background = channels(grounds.light.background)
    // The fourth label's ring has a hole where a disc has none.
    const [z1, z2] = places[3]
    const ring = [2 * plane.x(z1), 2 * plane.y(z2)] as const
    expect(distance(picture.at(...ring), background)).toBeLessThan(8)
    expect(distance(plain.at(...ring), background)).toBeGreaterThan(60)
    expect(distance(picture.at(ring[0] + 2 * shapeRadius(3), ring[1]), background)).toBeGreaterThan(60)
    // So does the one in the legend.
    const middle = legend.top + 3 * 24 + 12
    expect(distance(picture.at(2 * (legend.left + 5), 2 * middle), background)).toBeLessThan(8)
    const svg = await drawMapSvg(asked)
    for (const [x, y, label] of places)
      expect(svg).toContain(shapePath(labelShapes[label], shapeRadius(3), plane.x(x), plane.y(y)))
    expect(await drawMapSvg({ ...asked, shapes: undefined })).not.toContain('<path')
  })

  it('keeps equal units on both axes, z₂ upwards and 3σ inside', () => {
    const { plane, plot } = mapLayout(mapOf(places))
    expect(plane.x(1) - plane.x(0)).toBeCloseTo(plane.unit)
    expect(plane.y(0) - plane.y(1)).toBeCloseTo(plane.unit)
    expect(plane.x(-3)).toBeGreaterThan(plot.left)
    expect(plane.y(3)).toBeGreaterThan(plot.top)
    expect(plane.y(-3)).toBeLessThan(plot.top + plot.height)
  })

  it('does not let one far point squeeze the others', () => {
    const many = Array.from({ length: 3000 }, (_, index): [number, number, number] => [
      Math.cos(index) * (index / 1500),
      Math.sin(index) * (index / 1500),
      0
    ])
    const { plane } = mapLayout(mapOf([...many, [900, 900, 0]]))
    expect(plane.x.domain()[1]).toBeLessThan(6)
  })

  it('lays decoded images under the points, cell by cell', async () => {
    const points = mapOf(places)
    const domain = shownDomain(mapLayout(points))
    const grid = underlayGrid(domain, 8)
    expect(grid.z.length).toBe(8 * grid.rows * 2)
    expect(grid.z[1]).toBeGreaterThan(grid.z[grid.z.length - 1])
    const data = new Uint8Array(8 * grid.rows).map((_, index) => (index === 9 ? 255 : 0))
    const pixels = { data, count: data.length, height: 1, width: 1, channels: 1 as const }
    const manifold = { pixels, columns: 8, domain: grid.domain }
    const { plane } = mapLayout(points)
    const picture = await look(
      await drawMap({ points, labelNames: names, title: '', resolution: 1, manifold })
    )
    const [lit, unlit] = [9, 12].map((cell) =>
      picture.at(plane.x(grid.z[cell * 2]), plane.y(grid.z[cell * 2 + 1]))
    )
    expect(lit[0]).toBeGreaterThan(70)
    expect(unlit[0]).toBeLessThan(20)
  })

  it('takes any name, no labels, one latent and many latents', async () => {
    const long = `${'长名字 👩‍👩‍👧 '.repeat(40)}x`
    const labelled = mapOf(places)
    await drawMap({ points: labelled, labelNames: [long, '', '  ', '\u0000'], title: long, resolution: 1 })
    const unlabelled = { ...labelled, labels: Int16Array.of(-1, -1, -1, -1) }
    await drawMap({ points: unlabelled, labelNames: [], title: 'No labels', resolution: 1 })
    await drawMap({
      points: { ...labelled, latent: 1, z: labelled.z.slice(0, 4) },
      labelNames: names,
      title: '1'
    })
    const none = { latent: 2, ids: new Int32Array(), z: new Float32Array(), labels: new Int16Array() }
    expect((await drawMap({ points: none, labelNames: [], title: '' })).length).toBeGreaterThan(1000)
  })
})
