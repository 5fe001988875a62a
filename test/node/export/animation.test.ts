import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { encodeAnimation, filmOf, frameOrder } from '../../../src/node/export/animation.ts'
import { webpChunks } from '../../../src/node/export/webp.ts'
import type { Pixels } from '../../../src/shared/contract.ts'

/** Images of noise, so that no two frames are alike. */
function noise(count: number, channels: 1 | 3): Pixels {
  const [height, width] = [6, 8]
  let state = 7
  const data = Uint8Array.from({ length: count * height * width * channels }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
  return { data, count, height, width, channels }
}

/** A still picture's red, green and blue, from the middle of each enlarged pixel. */
async function shown(bytes: Uint8Array, scale: number): Promise<number[]> {
  const image = await loadImage(bytes)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const values = []
  for (let y = 0; y < image.height; y += scale)
    for (let x = 0; x < image.width; x += scale)
      values.push(...data.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 3))
  return values
}

const frameOf = ({ data, channels, width, height }: Pixels, index: number) => {
  const size = width * height * channels
  const values = Array.from(data.subarray(index * size, (index + 1) * size))
  return channels === 3 ? values : values.flatMap((value) => [value, value, value])
}

/** The frames of a GIF as GIFs of their own, by the format's blocks (GIF89a). */
function gifFrames(gif: Buffer): { delay: number; alone: Buffer }[] {
  const globalTable = gif[10] & 0x80 ? 3 * 2 ** ((gif[10] & 7) + 1) : 0
  const head = gif.subarray(0, 13 + globalTable)
  const frames = []
  let at = head.length
  let delay = 0
  const skipBlocks = (from: number) => {
    while (gif[from] !== 0) from += gif[from] + 1
    return from + 1
  }
  while (gif[at] !== 0x3b) {
    const begin = at
    if (gif[at] === 0x21) {
      if (gif[at + 1] === 0xf9) delay = gif.readUInt16LE(at + 4)
      at = skipBlocks(at + 2)
      continue
    }
    const localTable = gif[at + 9] & 0x80 ? 3 * 2 ** ((gif[at + 9] & 7) + 1) : 0
    at = skipBlocks(at + 10 + localTable + 1)
    frames.push({ delay, alone: Buffer.concat([head, gif.subarray(begin, at), Buffer.from([0x3b])]) })
  }
  return frames
}

it('orders frames there, and back without showing an end twice', () => {
  expect(frameOrder(4)).toEqual([0, 1, 2, 3])
  expect(frameOrder(4, true)).toEqual([0, 1, 2, 3, 2, 1])
  expect(frameOrder(2, true)).toEqual([0, 1])
})

it('a GIF holds every frame, its grey levels exact and its time right', async () => {
  const pixels = noise(5, 1)
  const gif = Buffer.from(await encodeAnimation(filmOf(pixels), { format: 'gif', rate: 12, scale: 2 }))
  const frames = gifFrames(gif)
  expect(frames).toHaveLength(5)
  // 5 frames at 12 a second are 41.7 hundredths of a second.
  expect(frames.reduce((sum, { delay }) => sum + delay, 0)).toBe(42)
  for (const [index, { alone }] of frames.entries())
    expect(await shown(alone, 2), `frame ${index}`).toEqual(frameOf(pixels, index))
})

it('an animated WebP holds every frame without loss', async () => {
  const pixels = noise(3, 3)
  const webp = await encodeAnimation(filmOf(pixels, true), { format: 'webp', rate: 10, scale: 2 })
  expect(Buffer.from(webp).readUInt32LE(4)).toBe(webp.length - 8)
  const chunks = webpChunks(webp)
  expect(chunks.map(({ name }) => name)).toEqual(['VP8X', 'ANIM', 'ANMF', 'ANMF', 'ANMF', 'ANMF'])
  const frames = chunks.filter(({ name }) => name === 'ANMF')
  for (const [place, index] of [0, 1, 2, 1].entries()) {
    const { body } = frames[place]
    expect([body.readUIntLE(6, 3), body.readUIntLE(9, 3), body.readUIntLE(12, 3)]).toEqual([15, 11, 100])
    // The frame's chunk as a file of its own.
    const still = Buffer.concat([Buffer.from('RIFF....WEBP', 'latin1'), body.subarray(16)])
    still.writeUInt32LE(still.length - 8, 4)
    expect(await shown(still, 2)).toEqual(frameOf(pixels, index))
  }
  // The whole is read by a decoder that was not written here.
  expect(await shown(webp, 2)).toEqual(frameOf(pixels, 0))
})

it('stops when it is cancelled, and refuses what is too large', async () => {
  const pixels = noise(3, 1)
  const aborted = AbortSignal.abort()
  await expect(
    encodeAnimation(filmOf(pixels), { format: 'gif', rate: 5, scale: 1, signal: aborted })
  ).rejects.toThrow()
  await expect(
    encodeAnimation(filmOf(pixels), { format: 'gif', rate: 5, scale: 5000 })
  ).rejects.toMatchObject({
    kind: 'input'
  })
})
