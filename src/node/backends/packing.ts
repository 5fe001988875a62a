/**
 * What is fed and fetched costs some microseconds apiece, whatever its size; a training step has half a dozen
 * optimizer's scalars and three figures. So small inputs share one fed vector, and scalar outputs one fetched.
 */
import { inputSpecs } from '../../engine/eager.ts'
import type { HostArrays, InputSpec, ProgramFunction } from '../../engine/engine.ts'

/** Values from which copying an input costs more than feeding it. */
const large = 16_384

type Input = [name: string, spec: InputSpec]

/** How a function's inputs are fed. */
export interface Feeds {
  /** As they are. */
  alone: Input[]
  /** In the shared vector: arrays first, then scalars. */
  arrays: Input[]
  scalars: Input[]
  /** The shared vector's length. */
  length: number
}

export const sizeOf = (shape: number[]) => shape.reduce((product, extent) => product * extent, 1)

export function feedsOf(definition: ProgramFunction): Feeds {
  const inputs = Object.entries(inputSpecs(definition))
  const isPacked = ([, { kind, shape }]: Input) => kind === 'float32' && sizeOf(shape) <= large
  const isScalar = ([, { shape }]: Input) => shape.length === 0
  const packed = inputs.filter(isPacked)
  return {
    alone: inputs.filter((input) => !isPacked(input)),
    arrays: packed.filter((input) => !isScalar(input)),
    scalars: packed.filter(isScalar),
    length: packed.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0)
  }
}

/** The shared vector's values. */
export function pack({ arrays, scalars, length }: Feeds, inputs: HostArrays): Float32Array {
  const vector = new Float32Array(length)
  let at = 0
  for (const [name] of arrays) {
    vector.set(inputs[name], at)
    at += inputs[name].length
  }
  for (const [name] of scalars) vector[at++] = inputs[name][0]
  return vector
}

/** Where an output is found in what is fetched; `place` is its place in a fetched vector of scalars. */
export interface Result {
  output: string
  fetch: number
  place?: number
}
