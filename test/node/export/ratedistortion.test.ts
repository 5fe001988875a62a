import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { drawRateDistortion } from '../../../src/node/export/ratedistortion.ts'
import { grounds, type Theme } from '../../../src/shared/palette.ts'

const points = [
  { weight: 10, kl: 3, reconstruction: -260 },
  { weight: 1, kl: 15, reconstruction: -218 },
  { weight: 0.1, kl: 32, reconstruction: -208 }
]

it.each<Theme>(['dark', 'light'])('draws a curve in the accent colour on the ground: %s', async (theme) => {
  const png = await drawRateDistortion({ points, title: 'Bars', theme, resolution: 1 })
  const image = await loadImage(Buffer.from(png))
  expect([image.width, image.height]).toEqual([1000, 720])
  const context = createCanvas(1000, 720).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, 1000, 720)
  const hex = (at: number) => `#${[0, 1, 2].map((i) => data[at + i].toString(16).padStart(2, '0')).join('')}`
  expect(hex(0)).toBe(grounds[theme].background)
  let accents = 0
  for (let at = 0; at < data.length; at += 4) if (hex(at) === grounds[theme].accent) accents++
  expect(accents).toBeGreaterThan(500)
})

it('takes two points', async () => {
  await expect(drawRateDistortion({ points: points.slice(1, 2), title: '' })).rejects.toThrow(/two weights/)
})
