import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../src/node/safetensors.ts'

const tensors = {
  'a.weight': { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 6) },
  b: { shape: [], values: Float32Array.of(7) },
  none: { shape: [0, 4], values: new Float32Array(0) }
}

describe('safetensors', () => {
  it('comes back as it was written, from any offset in memory', () => {
    const bytes = encodeSafetensors(tensors, { epoch: '3' })
    const shifted = Buffer.concat([Buffer.from('odd'), bytes]).subarray(3)
    const read = decodeSafetensors(shifted, 'the file')
    expect(read.tensors).toEqual(tensors)
    expect(read.metadata).toEqual({ format: 'pt', epoch: '3' })
  })

  it('follows the format: a length, a JSON header, then little-endian values at an aligned place', () => {
    const bytes = encodeSafetensors(tensors)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    expect(header['a.weight']).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] })
    expect(new DataView(bytes.buffer).getFloat32(8 + length + 8, true)).toBe(3.5)
  })

  it('writes equal tensors as equal bytes', () => {
    expect(encodeSafetensors(tensors)).toEqual(encodeSafetensors(structuredClone(tensors)))
  })

  it.each([
    ['nothing', () => new Uint8Array(0)],
    ['a cut end', () => encodeSafetensors(tensors).slice(0, -3)],
    ['a cut header', () => encodeSafetensors(tensors).slice(0, 20)],
    ['no JSON', () => new Uint8Array(64).fill(1, 0, 1)],
    ['a huge header', () => new Uint8Array(64).fill(255)]
  ])('refuses %s in words', (_, bytes) => {
    expect(() => decodeSafetensors(bytes(), 'weights.safetensors')).toThrow(
      /^weights\.safetensors cannot be read: /
    )
  })

  it('refuses other types and lengths that do not fit', () => {
    const text = (header: object) => {
      const json = Buffer.from(JSON.stringify(header).padEnd(200))
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(200n)
      return Buffer.concat([length, json, Buffer.alloc(64)])
    }
    const half = text({ x: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } })
    expect(() => decodeSafetensors(half, 'w')).toThrow('type F16')
    const long = text({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 12] } })
    expect(() => decodeSafetensors(long, 'w')).toThrow('wrong length')
  })
})
