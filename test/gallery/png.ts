/** Pictures of widgets as small files. */
import { deflateSync } from 'node:zlib'
import { chunk, signature } from '../../scripts/samples/png.ts'

/** Colours in steps: far below what a picture may be off, and a third of the size. */
const step = 8
const rounded = (value: number) => Math.min(255, Math.round(value / step) * step)

/** A PNG without alpha; of few colours with a palette. @param data RGBA, [height, width, 4] */
export function smallPng({
  data,
  width,
  height
}: {
  data: Uint8ClampedArray
  width: number
  height: number
}): Buffer {
  const palette = new Map<number, number>()
  const words = Uint32Array.from({ length: width * height }, (_, at) => {
    const [red, green, blue] = data.subarray(4 * at, 4 * at + 3)
    const word = (rounded(red) << 16) | (rounded(green) << 8) | rounded(blue)
    if (!palette.has(word)) palette.set(word, palette.size)
    return word
  })
  const indexed = palette.size <= 256
  const bytes = (word: number) =>
    indexed ? [palette.get(word)!] : [word >> 16, (word >> 8) & 255, word & 255]
  const rows: number[] = []
  for (let at = 0; at < words.length; at++) {
    // Each row begins with its filter, which is none.
    if (at % width === 0) rows.push(0)
    rows.push(...bytes(words[at]))
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  header[9] = indexed ? 3 : 2
  const colours = Buffer.from(
    [...palette.keys()].flatMap((word) => [word >> 16, (word >> 8) & 255, word & 255])
  )
  const parts = [chunk('IHDR', header)]
  if (indexed) parts.push(chunk('PLTE', colours))
  parts.push(chunk('IDAT', deflateSync(Uint8Array.from(rows), { level: 9 })))
  return Buffer.concat([signature, ...parts, chunk('IEND', new Uint8Array(0))])
}
