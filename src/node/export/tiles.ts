import type { Pixels } from '../../shared/contract.ts'

/** Writes one image as red, green, blue, alpha, each image pixel scale × scale picture pixels, so edges stay sharp. */
export function writeTile(
  tile: { data: Uint8ClampedArray; width: number; height: number },
  { data, width, height, channels }: Pixels,
  image: number,
  scale: number
): void {
  const start = image * width * height * channels
  // One 32-bit word a pixel: little-endian RGBA.
  const words = new Uint32Array(tile.data.buffer)
  for (let y = 0; y < tile.height; y++)
    for (let x = 0; x < tile.width; x++) {
      const at = start + (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels
      const [red, green, blue] =
        channels === 1 ? [data[at], data[at], data[at]] : [data[at], data[at + 1], data[at + 2]]
      words[y * tile.width + x] = 0xff000000 | (blue << 16) | (green << 8) | red
    }
}
