/** Probable images sought by gradient ascent on the input of a density classifier, and images ranked by it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { inBatches, type Images } from '../batches.ts'
import type { PlainFunction, Program } from '../engine.ts'
import { padded, wholeSetBatch } from '../inference.ts'
import type { DensityModel } from '../models/density.ts'
import { uniforms } from '../random.ts'

/** Images that ascend at once. */
const batch = 16

const itemOf = ({ image }: DensityModel) => image.height * image.width * image.channels

/** The functions `ascend` and `logOddsOf` call, by the names they call them. */
export function searchFunctions(model: DensityModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const shape = (count: number) => [count, height, width, channels]
  const size = wholeSetBatch(model)
  return {
    ascend: {
      inputs: { x: { kind: 'float32', shape: shape(batch) }, rate: { kind: 'float32', shape: [] } },
      outputs: { x: { kind: 'float32' }, logOdds: { kind: 'float32' } },
      body: (parameters, { x, rate }) => ascent(model, parameters, x, rate)
    },
    score: {
      inputs: { pixels: { kind: 'pixels', shape: shape(size) } },
      outputs: { logOdds: { kind: 'float32' } },
      body: (parameters, { pixels }) => ({ logOdds: model.logOdds(parameters, pixels) })
    }
  }
}

/**
 * x + rate·g/√mean(g²), kept in 0…1, where g is the gradient of the log-odds by the input: the logarithm of F̃ would
 * have none left where F̃ is nearly 1. Scaled so that a step changes each pixel by about `rate`.
 * @returns also the log-odds at x
 */
function ascent(
  model: DensityModel,
  parameters: Record<string, Tensor>,
  x: Tensor,
  rate: Tensor
): Record<string, Tensor> {
  const gradient = tf.grad((images: Tensor) => tf.sum(model.logOdds(parameters, images)))(x)
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(gradient), [1, 2, 3], true), 1e-20))
  const moved = tf.add(x, tf.mul(rate, tf.mul(gradient, scale)))
  return { x: tf.clipByValue(moved, 0, 1), logOdds: model.logOdds(parameters, x) }
}

/** Where an ascent begins: every pixel uniform in 0…1, the middle grey, or images as they are. */
export type SearchStart = 'noise' | 'blank' | Uint8Array

export interface AscentOptions {
  /** Ascents side by side, 16 at most; of images as many as are given, from middle grey one. */
  count: number
  steps: number
  start: SearchStart
  seed: number
  /** About how far each pixel moves in a step, of the range 0…1. */
  rate: number
  /** Pictures of the film, the beginning and the end included. */
  frames: number
  done?(step: number): void
  signal?: AbortSignal
}

export interface Ascent {
  /** The steps after which a frame was kept, the first 0. */
  steps: number[]
  /** Bytes, [count, frames, height, width, channels]. */
  pixels: Uint8Array
  /** The log-odds of each frame, [count, frames]. */
  logOdds: Float32Array
  count: number
}

function beginnings(model: DensityModel, { start, count, seed }: AscentOptions): Float32Array {
  const item = itemOf(model)
  const x = new Float32Array(batch * item).fill(0.5)
  if (start === 'noise') x.set(uniforms(count * item, seed, 'prior', 0))
  else if (start !== 'blank')
    x.set(Float32Array.from(start.subarray(0, count * item), (value) => value / 255))
  return x
}

/** The steps at which a film keeps a frame, even from 0 to the last. */
export function frameSteps(steps: number, frames: number): number[] {
  const all = Array.from({ length: frames }, (_, i) => Math.round((i * steps) / Math.max(1, frames - 1)))
  return [...new Set(all)]
}

/**
 * Ascends the log-odds of a density classifier from several beginnings.
 * @param program loaded with `searchFunctions`
 */
export async function ascend(program: Program, model: DensityModel, options: AscentOptions): Promise<Ascent> {
  const { steps, rate, frames, done, signal } = options
  const item = itemOf(model)
  const { start } = options
  // From middle grey there is one way up.
  const asked = start instanceof Uint8Array ? start.length / item : start === 'blank' ? 1 : options.count
  const count = Math.min(batch, asked)
  const kept = frameSteps(steps, frames)
  const pixels = new Uint8Array(count * kept.length * item)
  const logOdds = new Float32Array(count * kept.length)
  let x = beginnings(model, { ...options, count })
  for (let step = 0, frame = 0; step <= steps; step++) {
    signal?.throwIfAborted()
    const outputs = await program.run('ascend', { x, rate: Float32Array.of(rate) })
    if (kept[frame] === step) {
      for (let index = 0; index < count; index++) {
        const bytes = Uint8Array.from(x.subarray(index * item, (index + 1) * item), (v) =>
          Math.round(255 * v)
        )
        pixels.set(bytes, (index * kept.length + frame) * item)
        logOdds[index * kept.length + frame] = outputs.logOdds[index]
      }
      frame++
    }
    x = outputs.x as Float32Array
    done?.(step)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { steps: kept, pixels, logOdds, count }
}

/** The log-odds of images, [count]. @param program loaded with `searchFunctions` */
export async function logOddsOf(
  program: Program,
  model: DensityModel,
  images: Images,
  signal?: AbortSignal
): Promise<Float32Array> {
  const size = wholeSetBatch(model)
  const result = new Float32Array(images.count)
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  let first = 0
  for await (const part of inBatches(images, order, size)) {
    signal?.throwIfAborted()
    const { logOdds } = await program.run('score', { pixels: padded(part.pixels, size * itemOf(model)) })
    result.set((logOdds as Float32Array).subarray(0, part.count), first)
    first += part.count
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}

/** F̃ = σ(l) of log-odds l. */
export const densityOf = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))
