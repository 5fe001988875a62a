import type { Pixels } from '../../src/shared/contract.ts'
import { writeWords } from '../../src/renderer/pixels.ts'

/** One image as something that can be drawn. */
export function toPicture(pixels: Pixels): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = pixels.width
  canvas.height = pixels.height
  const image = new ImageData(pixels.width, pixels.height)
  writeWords(pixels, 0, new Uint32Array(image.data.buffer))
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  return canvas
}
