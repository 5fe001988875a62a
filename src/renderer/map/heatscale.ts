/** The colours of heat maps: of nothing at all the ground itself, so that what is there stands out from it. */
import { interpolateRgb, interpolateViridis, rgb } from 'd3'
import { grounds } from '../../shared/palette.ts'
import type { Theme } from '../../shared/palette.ts'
import { packColour } from '../colours.ts'
import type { Field } from './field.ts'

/** A share of the scale as a colour: it gets lighter on a dark ground, darker on a light one, also in grey. */
export function heatShade(share: number, theme: Theme): string {
  const full = interpolateViridis(theme === 'dark' ? 0.25 + 0.75 * share : 1 - 0.9 * share)
  // Points must be seen on top of it.
  return rgb(interpolateRgb(grounds[theme].background, full)(Math.min(1, share * 8) * 0.66)).formatHex()
}

const steps = 256

/** A field as a picture, one pixel a cell. */
export function heatPicture(
  { values, columns, rows }: Field,
  [least, most]: readonly [number, number],
  theme: Theme
): HTMLCanvasElement {
  const table = Uint32Array.from({ length: steps }, (_, i) => packColour(heatShade(i / (steps - 1), theme)))
  const factor = (steps - 1) / Math.max(1e-12, most - least)
  const picture = document.createElement('canvas')
  picture.width = columns
  picture.height = rows
  const image = new ImageData(columns, rows)
  const words = new Uint32Array(image.data.buffer)
  for (let at = 0; at < words.length; at++)
    words[at] = table[Math.min(steps - 1, Math.max(0, Math.round((values[at] - least) * factor)))]
  picture.getContext('2d')!.putImageData(image, 0, 0)
  return picture
}
