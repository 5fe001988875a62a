/** Images as a video, by the browser's own encoders: H.264 in an MP4, VP9 in a WebM. */
import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, WebMOutputFormat } from 'mediabunny'
import type { Pixels } from '../../shared/contract.ts'
import { imageData } from '../pixels.ts'

export interface Film {
  frames: number
  frame(index: number): Promise<Pixels>
}

export interface VideoOptions {
  format: 'mp4' | 'webm'
  /** Frames a second. */
  rate: number
  scale: number
  signal: AbortSignal
  progress(share: number): void
}

/** Images there, and back again so that the end meets the beginning. */
export function filmOf(pixels: Pixels): Film {
  const there = Array.from({ length: pixels.count }, (_, index) => index)
  const order = [...there, ...there.slice(1, -1).reverse()]
  const size = pixels.height * pixels.width * pixels.channels
  return {
    frames: order.length,
    frame: async (index) => ({
      ...pixels,
      count: 1,
      data: pixels.data.subarray(order[index] * size, (order[index] + 1) * size)
    })
  }
}

/** Encoders want even sides. */
const even = (value: number) => value + (value % 2)

/** Bits a second that keep hard edges of enlarged pixels clean. */
const bitsFor = (width: number, height: number, rate: number) =>
  Math.min(40_000_000, Math.max(2_000_000, width * height * rate * 0.6))

export async function encodeVideo(film: Film, options: VideoOptions): Promise<Uint8Array> {
  const { format, rate, scale, signal, progress } = options
  const first = await film.frame(0)
  const small = new OffscreenCanvas(first.width, first.height)
  const [width, height] = [even(first.width * scale), even(first.height * scale)]
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')!
  context.imageSmoothingEnabled = false
  const target = new BufferTarget()
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target
  })
  const source = new CanvasSource(canvas, {
    codec: format === 'mp4' ? 'avc' : 'vp9',
    bitrate: bitsFor(width, height, rate)
  })
  output.addVideoTrack(source, { frameRate: rate })
  await output.start()
  try {
    for (let index = 0; index < film.frames; index++) {
      signal.throwIfAborted()
      small.getContext('2d')!.putImageData(imageData(await film.frame(index)), 0, 0)
      context.drawImage(small, 0, 0, first.width * scale, first.height * scale)
      await source.add(index / rate, 1 / rate)
      progress((index + 1) / film.frames)
    }
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  return new Uint8Array(target.buffer!)
}
