/** Reading and decoding the images of a collection, with progress, until done or stopped. */
import type { Problem, Progress } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { prepareAll } from './bulk.ts'
import { Pace } from './pace.ts'
import type { Collection } from './scan.ts'
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

export interface Ingested {
  rows: ImageRow[]
  problems: Problem[]
  /** False where the signal aborted before the end. */
  complete: boolean
  /** Resolves when the disk has the pixels. */
  onDisk: Promise<void>
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
  const result = { rows: [] as ImageRow[], problems: [] as Problem[], complete: true }
  const report = reporter('Importing', collection.entries.length, progress)
  const writer = await PixelWriter.open(folder)
  let done = 0
  try {
    const { entries } = collection
    const sources = entries.map((entry) => ({
      root: collection.rootOf(entry),
      file: entry.file,
      read: () => collection.read(entry)
    }))
    for await (const results of prepareAll(sources, settings, signal))
      for (const prepared of results) {
        const entry = entries[done]
        if (prepared instanceof AppError) result.problems.push({ path: entry.path, reason: prepared.message })
        else {
          const { pixels, ...facts } = prepared
          await writer.add(pixels)
          result.rows.push({ entry, ...facts })
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
  return { ...result, ...(await writer.finish()) }
}

/** @throws AppError 'input' saying what to give instead */
export function checkEntries({ entries, problems, skipped, sources }: Collection): void {
  const labels = new Set(entries.map(({ label }) => label))
  if (labels.size > maxLabels)
    throw new AppError('input', said('many-labels', { count: labels.size.toLocaleString('en') }))
  if (entries.length > 0) return
  const where = sources.length === 1 ? sources[0] : inWords('inputs', { count: sources.length })
  throw new AppError('input', said('no-images', { where, more: moreOf(skipped, problems) }))
}

/** What else there was, as a sentence with a space before it. */
function moreOf(count: number, [first]: Problem[]): string {
  if (first)
    return ` ${count ? inWords('passed-and-unread', { count, ...first }) : inWords('unread', { ...first })}`
  return count ? ` ${inWords('passed-over', { count })}` : ''
}

/** @throws AppError 'input' where none of the files could be read */
export function checkRows(rows: ImageRow[], problems: Problem[]): void {
  if (rows.length > 0) return
  const [first] = problems
  throw new AppError('input', said('none-read', { count: problems.length, ...first }))
}
