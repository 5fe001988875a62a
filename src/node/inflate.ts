/**
 * Inflating many small pieces. `inflateSync` makes a new inflater each time, with memory of its own that the
 * garbage collector has to look after: more work than inflating two kilobytes.
 */
import { constants, createInflate, inflateSync } from 'node:zlib'

/** What Node's own synchronous calls use; not documented, so it is looked for before it is used. */
interface Handle {
  onerror: (message: string) => void
  reset(): void
  writeSync(
    flush: number,
    from: Uint8Array,
    fromOffset: number,
    fromLength: number,
    to: Uint8Array,
    toOffset: number,
    toLength: number
  ): void
}

/**
 * Inflates what lies from `from` to before `to` and is exactly `length` bytes long into the beginning of `target`,
 * which has room for one more.
 */
type Inflater = (packed: Uint8Array, from: number, to: number, target: Uint8Array, length: number) => boolean

function reusedInflater(): Inflater | undefined {
  // One that keeps hold of itself, or the garbage collector would close what is still in use.
  const stream = createInflate() as unknown as { _handle?: Partial<Handle>; _writeState?: unknown }
  const { _handle: handle, _writeState: left } = stream
  if (!(left instanceof Uint32Array && handle?.reset && handle.writeSync && 'onerror' in handle))
    return undefined
  const { reset, writeSync } = handle as Handle
  let failed = false
  handle.onerror = () => (failed = true)
  return (packed, from, to, target, length) => {
    failed = false
    reset.call(stream._handle)
    writeSync.call(stream._handle, constants.Z_FINISH, packed, from, to - from, target, 0, length + 1)
    // Room for a byte is left: it ended where it had to. All that came later would fill it.
    return !failed && left[0] === 1
  }
}

const simpleInflater: Inflater = (packed, from, to, target, length) => {
  try {
    const bytes = inflateSync(packed.subarray(from, to), {
      maxOutputLength: length,
      chunkSize: Math.max(64, length)
    })
    target.set(bytes)
    return bytes.length === length
  } catch {
    return false
  }
}

const example = { packed: Buffer.from('eJxLTEpOSU1LzwAADgADJQ==', 'base64'), text: 'abcdefgh' }

/** Whether it tells what is whole from what is cut off, too long, too short or damaged. */
function isSound(inflate: Inflater): boolean {
  const { packed, text } = example
  const target = Buffer.alloc(text.length + 2)
  const damaged = Buffer.from(packed).fill(0, packed.length - 1)
  const framed = Buffer.concat([Buffer.from('<<'), packed, Buffer.from('>')])
  const end = packed.length
  try {
    return (
      !inflate(packed, 0, end - 5, target, text.length) &&
      !inflate(damaged, 0, end, target, text.length) &&
      !inflate(packed, 0, end, target, text.length - 1) &&
      !inflate(packed, 0, end, target, text.length + 1) &&
      inflate(framed, 2, 2 + end, target, text.length) &&
      target.toString('latin1', 0, text.length) === text
    )
  } catch {
    return false
  }
}

let chosen: Inflater | undefined

/**
 * Inflates a zlib stream, from `from` to before `to`, that has exactly `length` bytes in it.
 * @param target uint8, longer than `length`; what is in it afterwards is only of use where the answer is true
 * @returns false for a damaged stream, and for one of another length
 */
export function inflateInto(
  packed: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  length: number
): boolean {
  if (!chosen) {
    const reused = reusedInflater()
    chosen = reused && isSound(reused) ? reused : simpleInflater
  }
  return chosen(packed, from, to, target, length)
}
