/**
 * `pixels/` of a project: the decoded images as training reads them, without the database.
 *
 *     images.u8     uint8, [count, height, width, channels]
 *     labels.i16    int16 little-endian, [count], −1 unlabelled
 *     splits.u8     uint8, [count], an index into `splits` (train, validation, test)
 *     pixels.json   the sizes and the names of the labels
 *
 * The row is the image's id. A data set need not fit in memory: small ones are kept there, of larger ones each
 * batch is read from its places in the file.
 */
import { open, readFile, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../shared/errors.ts'
import { parse } from '../shared/schemas.ts'

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `pixels/pixels.json`. */
export const PixelsManifest = v.object({
  format: v.literal(1),
  dataVersion: whole,
  count: whole,
  height: whole,
  width: whole,
  channels: v.picklist([1, 3]),
  labelNames: v.array(v.string())
})
export type PixelsManifest = v.InferOutput<typeof PixelsManifest>

export interface PixelStore {
  count: number
  height: number
  width: number
  channels: 1 | 3
  dataVersion: number
  /** [count], an index into `splits`: 0 train, 1 validation, 2 test. */
  splits: Uint8Array
  /** [count], an index into labelNames, −1 for none. */
  labels: Int16Array
  labelNames: string[]
  /** The images of these ids, in this order; uint8, [indices, height, width, channels]. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>
  close(): Promise<void>
}

/** Up to this size the images are kept in memory. */
const memoryLimit = 2 ** 28
/** Images this near in the file are read in one go. */
const nearby = 2 ** 16
/** Reads under way at once. */
const reads = 8

export const pixelsFolder = (projectPath: string) => join(projectPath, 'pixels')

/** Places in the file, in its order, gathered into stretches that are read at once. */
function* stretches(order: Uint32Array, indices: ArrayLike<number>, size: number) {
  let first = 0
  for (let next = 1; next <= order.length; next++) {
    const gap = next < order.length ? (indices[order[next]] - indices[order[next - 1]] - 1) * size : Infinity
    const length = next < order.length ? (indices[order[next]] - indices[order[first]] + 1) * size : 0
    if (gap <= nearby && length <= 2 ** 23) continue
    yield { first, next }
    first = next
  }
}

async function readFromFile(
  handle: FileHandle,
  indices: ArrayLike<number>,
  size: number
): Promise<Uint8Array> {
  const result = new Uint8Array(indices.length * size)
  const order = Uint32Array.from({ length: indices.length }, (_, at) => at)
  order.sort((a, b) => indices[a] - indices[b])
  const work = stretches(order, indices, size)
  async function reader() {
    for (const { first, next } of work) {
      const start = indices[order[first]]
      const bytes = Buffer.allocUnsafe((indices[order[next - 1]] - start + 1) * size)
      let filled = 0
      while (filled < bytes.length) {
        const position = start * size + filled
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position)
        if (bytesRead === 0) throw new AppError('format', 'The pixels of the project end too early.')
        filled += bytesRead
      }
      for (let at = first; at < next; at++) {
        const from = (indices[order[at]] - start) * size
        result.set(bytes.subarray(from, from + size), order[at] * size)
      }
    }
  }
  await Promise.all(Array.from({ length: reads }, reader))
  return result
}

/**
 * Opens the pixels of a project for reading; any number of processes may.
 * @throws AppError 'missing' where the project has none, 'format' where they are damaged
 */
export async function openPixels(projectPath: string): Promise<PixelStore> {
  const folder = pixelsFolder(projectPath)
  const missing = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new AppError(
      'missing',
      `The project has no decoded images: ${projectPath}. Opening it makes them again from their sources.`,
      { cause: error }
    )
  }
  const text = await readFile(join(folder, 'pixels.json'), 'utf8').catch(missing)
  const manifest = readManifest(text)
  const { count, height, width, channels, labelNames, dataVersion } = manifest
  const size = height * width * channels
  const labelBytes = await readFile(join(folder, 'labels.i16')).catch(missing)
  const splits = new Uint8Array(await readFile(join(folder, 'splits.u8')).catch(missing))
  const handle = await open(join(folder, 'images.u8')).catch(missing)
  const { size: bytes } = await handle.stat()
  if (labelBytes.length !== count * 2 || splits.length !== count || bytes !== count * size) {
    await handle.close()
    throw new AppError(
      'format',
      `The decoded images of ${projectPath} are damaged: delete its folder pixels.`
    )
  }
  const labels = new Int16Array(Uint8Array.from(labelBytes).buffer)
  const memory = bytes <= memoryLimit ? new Uint8Array(await handle.readFile()) : undefined
  if (memory) await handle.close()

  async function read(indices: ArrayLike<number>): Promise<Uint8Array> {
    for (let at = 0; at < indices.length; at++)
      if (!(indices[at] >= 0 && indices[at] < count && Number.isInteger(indices[at])))
        throw new AppError('missing', `There is no image ${indices[at]}; the project has ${count}.`)
    if (!memory) return readFromFile(handle, indices, size)
    const result = new Uint8Array(indices.length * size)
    for (let at = 0; at < indices.length; at++)
      result.set(memory.subarray(indices[at] * size, (indices[at] + 1) * size), at * size)
    return result
  }
  const close = async () => (memory ? undefined : handle.close())
  return { count, height, width, channels, dataVersion, splits, labels, labelNames, read, close }
}

function readManifest(text: string): PixelsManifest {
  try {
    return parse(PixelsManifest, JSON.parse(text), 'pixels.json')
  } catch (error) {
    throw new AppError('format', 'The project’s pixels.json is damaged: delete its folder pixels.', {
      cause: error
    })
  }
}

/** Writes the small files beside `images.u8`, pixels.json last: with it the folder is complete. */
export async function writePixelTables(
  folder: string,
  manifest: PixelsManifest,
  labels: Int16Array,
  splits: Uint8Array
): Promise<void> {
  const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)
  await writeFile(join(folder, 'labels.i16'), bytes)
  await writeFile(join(folder, 'splits.u8'), splits)
  await writeFile(join(folder, 'pixels.json'), JSON.stringify(manifest))
}
