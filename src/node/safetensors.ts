/**
 * The safetensors format: a little-endian 64-bit header length, a JSON header of names, types, shapes and byte
 * ranges, then the values. Written so that equal tensors give equal bytes.
 */
import * as v from 'valibot'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Said } from '../shared/problems.ts'
import type { Variables } from '../engine/engine.ts'
import { floatBytes, floatsOf, floatTypes, isFloatType, type FloatType } from './floats.ts'

const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const Entry = v.object({
  dtype: v.string(),
  shape: v.array(natural),
  data_offsets: v.tuple([natural, natural])
})
const Header = v.objectWithRest({ __metadata__: v.optional(v.record(v.string(), v.string()), {}) }, Entry)

const metadataKey = '__metadata__'

/** float32 tensors and a few words about them as one file's bytes. */
export function encodeSafetensors(tensors: Variables, metadata: Record<string, string> = {}): Uint8Array {
  const header: Record<string, unknown> = { [metadataKey]: { format: 'pt', ...metadata } }
  let offset = 0
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] }
    offset += values.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  // Values begin at a multiple of eight bytes, as readers that map the file expect; the header is filled with spaces.
  const headerLength = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.set(json, 8)
  let position = 8 + headerLength
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position)
    position += values.byteLength
  }
  return bytes
}

/** What a file holds, as float32. */
export interface Safetensors {
  tensors: Variables
  metadata: Record<string, string>
  /** In which other types of float some of the tensors are kept: they were converted. */
  converted: FloatType[]
}

/**
 * The tensors of a file, as float32, and its metadata.
 * @param what names the file in errors
 * @throws AppError 'format' when the file is cut short, malformed or holds other types than floats
 */
export function decodeSafetensors(bytes: Uint8Array, what: string): Safetensors {
  const damaged = (problem: Said) => new AppError('format', problem)
  if (bytes.length < 8) throw damaged(said('tensors-short', { file: what }))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 8 + Number(view.getBigUint64(0, true))
  if (start > bytes.length) throw damaged(said('tensors-short', { file: what }))
  let header: v.InferOutput<typeof Header>
  try {
    header = v.parse(Header, JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))))
  } catch (cause) {
    throw new AppError('format', said('tensors-header', { file: what }), {
      cause
    })
  }
  const { [metadataKey]: metadata, ...entries } = header
  const tensors: Variables = {}
  const types = new Set<FloatType>()
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const at = { file: what, tensor: name }
    if (!isFloatType(dtype))
      throw damaged(said('tensors-type', { ...at, type: dtype, types: floatTypes.join(', ') }))
    const [from, to] = data_offsets
    const size = shape.reduce((product, extent) => product * extent, 1)
    if (to - from !== floatBytes[dtype] * size) throw damaged(said('tensors-length', at))
    if (start + to > bytes.length) throw damaged(said('tensors-short-within', at))
    tensors[name] = { shape, values: floatsOf(bytes.subarray(start + from, start + to), dtype) }
    types.add(dtype)
  }
  types.delete('F32')
  return { tensors, metadata, converted: [...types] }
}
