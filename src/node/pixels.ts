/**
 * `pixels/` of a project: the decoded images as training reads them, without the database.
 *
 *     images.u8     uint8, [count, height, width, channels]
 *     labels.i16    int16 little-endian, [count], −1 unlabelled
 *     splits.u8     uint8, [count], an index into `splits` (train, validation, test)
 *     excluded.u8   uint8, [count], 1 for images that are left out of training; missing when none is
 *     pixels.json   the sizes and the names of the labels
 *
 * The row is the image's id. A data set need not fit in memory: small ones are kept there, of larger ones each
 * batch is read from its places in the file.
 */
import { open, readFile, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { parse } from '../shared/schemas.ts'
import { BatchReader } from './batchreader.ts'
import { writeAtomic } from './files.ts'
import { stretches } from './gather.ts'

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `pixels/pixels.json`. */
export const PixelsManifest = v.object({
  format: v.literal(1),
  dataVersion: whole,
  /** The data version that images.u8 is of; labels may be of a later one. */
  importVersion: v.optional(whole),
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
  /** Since this data version the images are as they are. */
  importVersion: number
  /** [count], an index into `splits`: 0 train, 1 validation, 2 test. */
  splits: Uint8Array
  /** [count], an index into labelNames, −1 for none. */
  labels: Int16Array
  labelNames: string[]
  /** [count], 1 for images that are left out of training. */
  excluded: Uint8Array
  /** The images of these ids, in this order; uint8, [indices, height, width, channels]. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>
  close(): Promise<void>
}

/** Up to this size the images are kept in memory. */
const defaultMemoryLimit = 2 ** 28
/**
 * Reads of a batch are all under way at once: while a step computes nothing hands out further ones, and the next step
 * would wait for them. Of larger requests only some are, since each holds memory.
 */
const batchLimit = { images: 512, bytes: 2 ** 25 }
const reads = 8

export const pixelsFolder = (projectPath: string) => join(projectPath, 'pixels')

const isBatch = ({ length }: ArrayLike<number>, size: number) =>
  length <= batchLimit.images && length * size <= batchLimit.bytes

/** Whoever has read so many batches will read more, which is worth a thread. */
const batchesBefore = 4

/** Reads images of a file that is not in memory. */
class FileReader {
  private batches = 0
  private thread: BatchReader | undefined

  constructor(
    private readonly handle: FileHandle,
    private readonly size: number
  ) {}

  async read(indices: ArrayLike<number>): Promise<Uint8Array> {
    const { handle, size } = this
    if (isBatch(indices, size) && this.batches++ >= batchesBefore) {
      this.thread ??= BatchReader.start()
      const bytes = await this.thread?.read(handle.fd, indices, size)
      if (bytes) return bytes
    }
    return readFromFile(handle, indices, size)
  }

  async close(): Promise<void> {
    await this.thread?.close()
    await this.handle.close()
  }
}

async function readFromFile(
  handle: FileHandle,
  indices: ArrayLike<number>,
  size: number
): Promise<Uint8Array> {
  const result = new Uint8Array(indices.length * size)
  const work = stretches(indices, size, result)
  async function reader() {
    for (const { position, bytes, deliver } of work) {
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled)
        if (bytesRead === 0) throw new AppError('format', said('pixels-short'))
        filled += bytesRead
      }
      deliver()
    }
  }
  await Promise.all(Array.from({ length: isBatch(indices, size) ? indices.length : reads }, reader))
  return result
}

/**
 * What `pixels/` of a project says of itself, checked against the sizes of its files.
 * @throws AppError 'missing' where there are none, 'format' where they are damaged
 */
export async function readPixelsManifest(projectPath: string): Promise<PixelsManifest> {
  const folder = pixelsFolder(projectPath)
  try {
    const text = await readFile(join(folder, 'pixels.json'), 'utf8')
    const manifest = parse(PixelsManifest, JSON.parse(text), 'pixels.json')
    const { count, height, width, channels } = manifest
    const expected = {
      'images.u8': count * height * width * channels,
      'labels.i16': count * 2,
      'splits.u8': count
    }
    for (const [name, bytes] of Object.entries(expected))
      if ((await stat(join(folder, name))).size !== bytes) throw new Error(`${name} has the wrong size`)
    return manifest
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new AppError(
      isMissing ? 'missing' : 'format',
      said(isMissing ? 'pixels-missing' : 'pixels-damaged', { path: folder }),
      { cause }
    )
  }
}

/**
 * Opens the pixels of a project for reading; any number of processes may.
 * @param memoryLimit bytes up to which the images are kept in memory
 * @throws AppError 'missing' where the project has none, 'format' where they are damaged
 */
export async function openPixels(projectPath: string, memoryLimit = defaultMemoryLimit): Promise<PixelStore> {
  const folder = pixelsFolder(projectPath)
  const manifest = await readPixelsManifest(projectPath)
  const { count, height, width, channels, labelNames, dataVersion } = manifest
  const importVersion = manifest.importVersion ?? dataVersion
  const size = height * width * channels
  const labels = new Int16Array(Uint8Array.from(await readFile(join(folder, 'labels.i16'))).buffer)
  const splits = new Uint8Array(await readFile(join(folder, 'splits.u8')))
  const marked = await readFile(join(folder, 'excluded.u8')).catch(() => undefined)
  const excluded = marked?.length === count ? new Uint8Array(marked) : new Uint8Array(count)
  const handle = await open(join(folder, 'images.u8'))
  const memory = count * size <= memoryLimit ? new Uint8Array(await handle.readFile()) : undefined
  if (memory) await handle.close()
  const file = new FileReader(handle, size)

  async function read(indices: ArrayLike<number>): Promise<Uint8Array> {
    for (let at = 0; at < indices.length; at++)
      if (!(indices[at] >= 0 && indices[at] < count && Number.isInteger(indices[at])))
        throw new AppError('missing', said('no-image-of', { id: indices[at], count }))
    if (!memory) return file.read(indices)
    const result = new Uint8Array(indices.length * size)
    for (let at = 0; at < indices.length; at++)
      result.set(memory.subarray(indices[at] * size, (indices[at] + 1) * size), at * size)
    return result
  }
  const close = async () => (memory ? undefined : file.close())
  const about = { count, height, width, channels, dataVersion, importVersion }
  return { ...about, splits, labels, labelNames, excluded, read, close }
}

/** What is known of each image beside its pixels, by id. */
export type PixelTables = Pick<PixelStore, 'labels' | 'splits' | 'excluded'>

/** Writes the small files beside `images.u8`, pixels.json last: with it the folder is complete. */
export async function writePixelTables(
  folder: string,
  manifest: PixelsManifest,
  { labels, splits, excluded }: PixelTables
): Promise<void> {
  const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)
  await writeAtomic(join(folder, 'labels.i16'), bytes)
  await writeAtomic(join(folder, 'splits.u8'), splits)
  if (excluded.some(Boolean)) await writeAtomic(join(folder, 'excluded.u8'), excluded)
  else await rm(join(folder, 'excluded.u8'), { force: true })
  const { format, dataVersion, importVersion, count, height, width, channels, labelNames } = manifest
  const ordered = { format, dataVersion, importVersion, count, height, width, channels, labelNames }
  await writeAtomic(join(folder, 'pixels.json'), JSON.stringify(ordered))
}
