/** The latent map: points, decoding, encoding, interpolation. */
import * as v from 'valibot'
import { between, bytes, finite, latents, natural, path } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import { RunId } from '../schemas.ts'

/** The points of a map. Arrays run in parallel; ids are image ids. */
export interface MapPoints {
  run: string
  epoch: number
  latent: number
  ids: Int32Array
  z: Float32Array
  labels: Int16Array
  splits: Uint8Array
}

export interface Neighbours {
  ids: Int32Array
  distances: Float32Array
}

export interface Encoded {
  /** Posterior mean and log variance, [D] each. */
  mean: Float32Array
  logVariance: Float32Array
  image: Pixels
  reconstruction: Pixels
  neighbours: Neighbours
}

export interface Interpolation {
  /** [steps, D] */
  z: Float32Array
  pixels: Pixels
}

export type InterpolationMode = 'linear' | 'spherical'

/** What an interpolation runs between: an image of the project, or a latent point. */
export type Endpoint = { image: number } | { z: number[] }

export interface MapRequests {
  'map.points'(run: string): MapPoints
  decode(run: string, z: Float32Array): Pixels
  'encode.file'(run: string, path: string): Encoded
  'encode.bytes'(run: string, bytes: Uint8Array): Encoded
  'encode.image'(run: string, id: number): Encoded
  neighbours(run: string, z: Float32Array, count: number): Neighbours
  interpolate(run: string, between: Endpoint[], steps: number, mode: InterpolationMode): Interpolation
  manifold(run: string, size: number): { z: Float32Array; pixels: Pixels }
}

const endpoint = v.union([
  v.object({ image: natural }),
  v.object({ z: v.pipe(v.array(finite), v.minLength(1), v.maxLength(512)) })
])

export const mapSchemas: Schemas<MapRequests> = {
  'map.points': v.tuple([RunId]),
  decode: v.tuple([RunId, latents]),
  'encode.file': v.tuple([RunId, path]),
  'encode.bytes': v.tuple([RunId, bytes]),
  'encode.image': v.tuple([RunId, natural]),
  neighbours: v.tuple([RunId, latents, between(1, 1000)]),
  interpolate: v.tuple([
    RunId,
    v.pipe(v.array(endpoint), v.minLength(2), v.maxLength(64)),
    between(2, 1000),
    v.picklist(['linear', 'spherical'])
  ]),
  manifold: v.tuple([RunId, between(1, 64)])
}

/** Those that may be asked a second time without harm. */
export const mapReads = [
  'map.points',
  'decode',
  'encode.file',
  'encode.bytes',
  'encode.image',
  'neighbours',
  'interpolate',
  'manifold'
] as const satisfies (keyof MapRequests)[]
