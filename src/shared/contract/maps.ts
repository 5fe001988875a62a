/** The latent map: points, decoding, encoding, interpolation. */
import * as v from 'valibot'
import { between, bytes, finite, latents, name, natural, path } from './arguments.ts'
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

/** What a conditional model is asked for: a label that it knows, or the given quadrants of an image of the project. */
export type ModelCondition = { label: string } | { image: number }

export interface Encoded {
  /** Posterior mean and log variance, [D] each. */
  mean: Float32Array
  logVariance: Float32Array
  image: Pixels
  reconstruction: Pixels
  neighbours: Neighbours
  /** What it was encoded as, by a model of labels: its own label, the one asked for, or the likeliest. */
  label?: string
  /** The size and channels of its file, where they had to be changed. */
  was?: { width: number; height: number; channels: 1 | 3 | 4 }
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
  /** Without a condition a conditional model takes that of the image nearest to each latent. */
  decode(run: string, z: Float32Array, condition?: ModelCondition): Pixels
  'encode.file'(run: string, path: string, label?: string): Encoded
  'encode.bytes'(run: string, bytes: Uint8Array, label?: string): Encoded
  'encode.image'(run: string, id: number, label?: string): Encoded
  neighbours(run: string, z: Float32Array, count: number): Neighbours
  interpolate(
    run: string,
    between: Endpoint[],
    steps: number,
    mode: InterpolationMode,
    condition?: ModelCondition
  ): Interpolation
  /** Even steps of the prior's cumulative distribution, of a conditional model that of the condition: μ(c) + σ(c)·Φ⁻¹(u). */
  manifold(run: string, size: number, condition?: ModelCondition): { z: Float32Array; pixels: Pixels }
}

const endpoint = v.union([
  v.object({ image: natural }),
  v.object({ z: v.pipe(v.array(finite), v.minLength(1), v.maxLength(512)) })
])

/** Checks a condition from outside. */
export const ModelConditionSchema = v.union([v.object({ label: name }), v.object({ image: natural })])

export const mapSchemas: Schemas<MapRequests> = {
  'map.points': v.tuple([RunId]),
  decode: v.tuple([RunId, latents, v.optional(ModelConditionSchema)]),
  'encode.file': v.tuple([RunId, path, v.optional(name)]),
  'encode.bytes': v.tuple([RunId, bytes, v.optional(name)]),
  'encode.image': v.tuple([RunId, natural, v.optional(name)]),
  neighbours: v.tuple([RunId, latents, between(1, 1000)]),
  interpolate: v.tuple([
    RunId,
    v.pipe(v.array(endpoint), v.minLength(2), v.maxLength(64)),
    between(2, 1000),
    v.picklist(['linear', 'spherical']),
    v.optional(ModelConditionSchema)
  ]),
  manifold: v.tuple([RunId, between(1, 64), v.optional(ModelConditionSchema)])
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
