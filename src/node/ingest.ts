/** Reading and decoding the images of a collection, with progress, until done or stopped. */
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Problem, Progress } from '../shared/contract.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { decode, toSquare } from './images.ts'
import { Pace } from './pace.ts'
import type { Collection, Entry } from './scan.ts'
import type { ImageRow } from './staging.ts'
import { PixelWriter } from './staging.ts'

export interface ImportHooks {
  /** At most ten times a second. */
  progress?(progress: Progress): void
  signal?: AbortSignal
}

/** More labels than this are no labels but a mistake in the level. */
const maxLabels = 10_000
const progressInterval = 100

/** Images under way at once: enough to keep every core and the disk busy. */
const concurrency = Math.max(8, availableParallelism() * 4)

/** Tells progress at most ten times a second, and always at the end. A total of 0 is not known yet. */
export function reporter(phase: string, total: number, progress: ImportHooks['progress']) {
  const pace = new Pace()
  let last = -Infinity
  return (done: number) => {
    const now = performance.now()
    if (!progress || (now - last < progressInterval && done !== total)) return
    last = now
    pace.mark(done)
    const secondsLeft = total ? pace.secondsLeft(total) : undefined
    progress({ phase, done, total, unit: 'images', rate: pace.rate(), secondsLeft })
  }
}

/**
 * Works on many items at once and hands out the results in the order of the items.
 * @throws the signal's reason as soon as it aborts, without waiting for what is under way
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal
): AsyncGenerator<Result> {
  let abort = () => {}
  const stop = new Promise<never>((_, reject) => (abort = () => reject(signal?.reason)))
  stop.catch(() => {})
  signal?.addEventListener('abort', abort, { once: true })
  const underway: Promise<Result>[] = []
  let next = 0
  try {
    for (let done = 0; done < items.length; done++) {
      signal?.throwIfAborted()
      while (underway.length < concurrency && next < items.length) {
        const result = work(items[next++])
        // A failure belongs to its own turn, or to nobody when the work ends early.
        result.catch(() => {})
        underway.push(result)
      }
      yield await Promise.race([underway.shift()!, stop])
    }
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

type Outcome = { row: ImageRow; pixels: Uint8Array } | { problem: Problem }

async function importOne(collection: Collection, entry: Entry, settings: ImageSettings): Promise<Outcome> {
  try {
    const bytes = await collection.read(entry)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const image = await decode(bytes, settings.size)
    const { sourceWidth: width, sourceHeight: height } = image
    return { row: { entry, hash, width, height, bytes: bytes.length }, pixels: toSquare(image, settings) }
  } catch (error) {
    return { problem: { path: entry.path, reason: toEnvelope(error).message } }
  }
}

export interface Ingested {
  rows: ImageRow[]
  problems: Problem[]
  /** False where the signal aborted before the end. */
  complete: boolean
}

/**
 * Decodes all images into `pixels/images.u8` of a folder, in the order of the entries. An abort ends it with
 * what there is.
 * @throws AppError 'disk' where the pixels cannot be written
 */
export async function ingest(
  collection: Collection,
  settings: ImageSettings,
  folder: string,
  { progress, signal }: ImportHooks
): Promise<Ingested> {
  const result: Ingested = { rows: [], problems: [], complete: true }
  const report = reporter('Importing', collection.entries.length, progress)
  const writer = await PixelWriter.open(folder)
  let done = 0
  try {
    const work = (entry: Entry) => importOne(collection, entry, settings)
    for await (const outcome of inOrder(collection.entries, work, signal)) {
      if ('problem' in outcome) result.problems.push(outcome.problem)
      else {
        await writer.add(outcome.pixels)
        result.rows.push(outcome.row)
      }
      report(++done)
    }
  } catch (error) {
    if (!signal?.aborted) {
      await writer.abandon()
      throw error
    }
    result.complete = false
  }
  await writer.close()
  return result
}

/** @throws AppError 'input' saying what to give instead */
export function checkEntries({ entries, problems, skipped, sources }: Collection): void {
  const labels = new Set(entries.map(({ label }) => label))
  if (labels.size > maxLabels)
    throw new AppError(
      'input',
      `The folders name ${labels.size.toLocaleString('en')} labels, more than can be shown. Choose another ` +
        'folder level for the labels.'
    )
  if (entries.length > 0) return
  const where = sources.length === 1 ? sources[0] : `the ${sources.length} inputs`
  const passed = skipped ? ` Files passed over: ${skipped}.` : ''
  const first = problems.length ? ` ${problems[0].path}: ${problems[0].reason}` : ''
  throw new AppError(
    'input',
    `There are no images in ${where}.${passed}${first} ` +
      'Give a folder or a zip with PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF files.'
  )
}

/** @throws AppError 'input' where none of the files could be read */
export function checkRows(rows: ImageRow[], problems: Problem[]): void {
  if (rows.length > 0) return
  const [first] = problems
  throw new AppError(
    'input',
    `None of the image files could be read (${problems.length} problems). ${first.path}: ${first.reason}`
  )
}
