import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflateInto } from '../../src/node/inflate.ts'

const text = Buffer.from('light and dark and light again, '.repeat(40))
const packed = deflateSync(text)

test('inflates what has the length that it should have, again and again', () => {
  const target = new Uint8Array(text.length + 1)
  for (let round = 0; round < 3; round++) {
    target.fill(0)
    expect(inflateInto(packed, 0, packed.length, target, text.length)).toBe(true)
    expect(Buffer.from(target.subarray(0, text.length)).equals(text)).toBe(true)
  }
  const empty = deflateSync(Buffer.alloc(0))
  expect(inflateInto(empty, 0, empty.length, target, 0)).toBe(true)
})

test('refuses what is longer, shorter, cut off, damaged or something else, and goes on', () => {
  const target = new Uint8Array(text.length + 100)
  const damaged = Buffer.from(packed)
  damaged[packed.length - 1] ^= 1
  for (const [bytes, length] of [
    [packed, text.length - 1],
    [packed, text.length + 1],
    [packed.subarray(0, -6), text.length],
    [packed.subarray(0, -1), text.length],
    [damaged, text.length],
    [Buffer.from('something else'), text.length],
    [Buffer.alloc(0), text.length]
  ] as const) {
    expect(inflateInto(bytes, 0, bytes.length, target, length)).toBe(false)
    expect(inflateInto(packed, 0, packed.length, target, text.length)).toBe(true)
  }
})
