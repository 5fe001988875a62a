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

  const text = (header: object, values = Buffer.alloc(64)) => {
    const json = Buffer.from(JSON.stringify(header).padEnd(200))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(200n)
    return Buffer.concat([length, json, values])
  }

  // 1, −2, the largest float16, its least above 0, ⅓ rounded to each type: the bits by their definitions.
  it.each([
    ['F16', '003c00c0ff7b01005535', [1, -2, 65504, 2 ** -24, 0.333251953125]],
    ['BF16', '803f00c07f7f0100ab3e', [1, -2, 3.3895313892515355e38, 2 ** -133, 0.333984375]],
    ['F64', '000000000000f03f00000000000000c0555555555555d53f', [1, -2, Math.fround(1 / 3)]]
  ])('reads %s as float32, and says so', (dtype, bits, wanted) => {
    const values = Buffer.from(bits, 'hex')
    const file = text({ x: { dtype, shape: [wanted.length], data_offsets: [0, values.length] } }, values)
    const { tensors, converted } = decodeSafetensors(file, 'w')
    expect(Array.from(tensors.x.values)).toEqual(wanted)
    expect(converted).toEqual([dtype])
  })

  it('reads what is no number and what is beyond all numbers as such', () => {
    const values = Buffer.from('007c00fc017e', 'hex')
    const { tensors } = decodeSafetensors(
      text({ x: { dtype: 'F16', shape: [3], data_offsets: [0, 6] } }, values),
      'w'
    )
    expect(Array.from(tensors.x.values)).toEqual([Infinity, -Infinity, NaN])
  })

  it('refuses other types and lengths that do not fit', () => {
    const whole = text({ x: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } })
    expect(() => decodeSafetensors(whole, 'w')).toThrow('x is of type I64; weights are F32, F16, BF16, F64')
    const long = text({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 12] } })
    expect(() => decodeSafetensors(long, 'w')).toThrow('wrong length')
  })
})
