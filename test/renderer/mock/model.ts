/**
 * A stand-in for a trained model: the sample's principal components as latents, and as decoder the mean of the
 * images whose latents are near. Blurred between the images and close to them, as a small model's are.
 */
import type { MapPoints, Pixels } from '../../../src/shared/contract.ts'

export const side = 28
const values = side * side

export interface Sample {
  pixels: Uint8Array
  labels: Int16Array
  names: string[]
  paths: string[]
  count: number
}

export async function loadSample(): Promise<Sample> {
  const pixels = new Uint8Array(await (await fetch('/sample/pixels')).arrayBuffer())
  const paths = (await (await fetch('/sample/names')).json()) as string[]
  const names = [...new Set(paths.map((path) => path.split('/')[0]))]
  const labels = Int16Array.from(paths, (path) => names.indexOf(path.split('/')[0]))
  return { pixels, labels, names, paths, count: paths.length }
}

/** The first components by power iteration, scaled to unit variance and bent a little into clusters. */
export function latentsOf(sample: Sample, latent: number): Float32Array {
  const { pixels, count, labels, names } = sample
  const mean = new Float32Array(values)
  for (let i = 0; i < count; i += 4)
    for (let j = 0; j < values; j++) mean[j] += (pixels[i * values + j] * 4) / count
  const z = new Float32Array(count * latent)
  const directions: Float32Array[] = []
  for (let d = 0; d < latent; d++) {
    let direction = Float32Array.from({ length: values }, (_, j) => Math.sin(j * (d + 1) * 0.37) + 0.1)
    for (let round = 0; round < 8; round++) {
      const next = new Float32Array(values)
      for (let i = 0; i < count; i += 8) {
        let dot = 0
        for (let j = 0; j < values; j++) dot += (pixels[i * values + j] - mean[j]) * direction[j]
        for (let j = 0; j < values; j++) next[j] += dot * (pixels[i * values + j] - mean[j])
      }
      for (const other of directions) {
        let dot = 0
        for (let j = 0; j < values; j++) dot += next[j] * other[j]
        for (let j = 0; j < values; j++) next[j] -= dot * other[j]
      }
      const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0))
      direction = next.map((value) => value / length)
    }
    directions.push(direction)
    let square = 0
    for (let i = 0; i < count; i++) {
      let dot = 0
      for (let j = 0; j < values; j++) dot += (pixels[i * values + j] - mean[j]) * direction[j]
      z[i * latent + d] = dot
      square += dot * dot
    }
    const scale = 1 / Math.sqrt(square / count)
    for (let i = 0; i < count; i++) z[i * latent + d] *= scale
  }
  // Labels part from each other as training goes on; here along a circle.
  for (let i = 0; i < count; i++) {
    const angle = (labels[i] / names.length) * 2 * Math.PI
    z[i * latent] = 0.82 * z[i * latent] + 0.75 * Math.cos(angle)
    if (latent > 1) z[i * latent + 1] = 0.82 * z[i * latent + 1] + 0.75 * Math.sin(angle)
  }
  return z
}

export class Model {
  readonly sample: Sample
  readonly latent: number
  readonly z: Float32Array

  constructor(sample: Sample, latent: number) {
    this.sample = sample
    this.latent = latent
    this.z = latentsOf(sample, latent)
  }

  nearest(z: ArrayLike<number>, count: number, offset = 0): { ids: Int32Array; distances: Float32Array } {
    const { latent } = this
    const best: [number, number][] = []
    for (let i = 0; i < this.sample.count; i++) {
      let distance = 0
      for (let d = 0; d < latent; d++) distance += (this.z[i * latent + d] - z[offset + d]) ** 2
      if (best.length < count || distance < best[best.length - 1][0]) {
        best.push([distance, i])
        best.sort((a, b) => a[0] - b[0])
        if (best.length > count) best.pop()
      }
    }
    return {
      ids: Int32Array.from(best, ([, id]) => id),
      distances: Float32Array.from(best, ([distance]) => Math.sqrt(distance))
    }
  }

  decode(z: Float32Array): Pixels {
    const count = z.length / this.latent
    const data = new Uint8Array(count * values)
    for (let k = 0; k < count; k++) {
      const { ids, distances } = this.nearest(z, 10, k * this.latent)
      const width = Math.max(0.05, distances[5])
      let total = 0
      const sum = new Float32Array(values)
      ids.forEach((id, index) => {
        const weight = Math.exp(-((distances[index] / width) ** 2))
        total += weight
        for (let j = 0; j < values; j++) sum[j] += weight * this.sample.pixels[id * values + j]
      })
      for (let j = 0; j < values; j++) data[k * values + j] = sum[j] / (total || 1)
    }
    return { data, count, height: side, width: side, channels: 1 }
  }

  images(ids: ArrayLike<number>): Pixels {
    const data = new Uint8Array(ids.length * values)
    for (let k = 0; k < ids.length; k++)
      data.set(this.sample.pixels.subarray(ids[k] * values, (ids[k] + 1) * values), k * values)
    return { data, count: ids.length, height: side, width: side, channels: 1 }
  }

  /** @param share how far the training is: at first all points lie near the middle */
  points(run: string, epoch: number, share = 1): MapPoints {
    const { count, labels } = this.sample
    return {
      run,
      epoch,
      latent: this.latent,
      ids: Int32Array.from({ length: count }, (_, i) => i),
      z: this.z.map((value, index) => value * share + (1 - share) * 0.4 * Math.sin(index * 12.9898)),
      labels,
      splits: Uint8Array.from({ length: count }, (_, i) => (i % 10 === 0 ? 1 : 0))
    }
  }
}
