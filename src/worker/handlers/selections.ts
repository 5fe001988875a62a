/** Finding images, and what a selection of them has in common. */
import { extname, isAbsolute } from 'node:path'
import { suggestClusters } from '../../engine/tasks/clusters.ts'
import { tableOf, zipImages } from '../../node/export/selection.ts'
import { writeAtomic } from '../../node/files.ts'
import { findImages, isMeasured, isWeighed, orderImages } from '../../node/filter.ts'
import { stat } from 'node:fs/promises'
import type { ImageDetails, SelectionRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { meanImage, momentsOf, pixelDistances } from '../average.ts'
import { keptLikelihoods, likelihoodsOf, measuresOf } from '../measures.ts'
import { nearest, smallest } from '../nearest.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

const clusterSeed = 1
/** Above this the whole table is read, not rows by their ids. */
const mostPlaces = 1000

export function selectionHandlers(session: Session): Handlers<SelectionRequests> {
  return {
    'images.measure': async ({ signal }, run) => measuresOf(await session.current(), run, signal),
    'images.weigh': async ({ signal }, run, samples) =>
      likelihoodsOf(await session.current(), run, samples, signal),
    async 'images.find'({ signal }, run, filter) {
      const opened = await session.current()
      await measured(
        opened,
        run,
        filter.map(({ column }) => column),
        signal
      )
      return findImages(opened.project, run, filter)
    },
    async 'images.order'({ signal }, run, column) {
      const opened = await session.current()
      await measured(opened, run, [column], signal)
      return orderImages(opened.project, run, column)
    },
    async 'images.near'({ signal }, run, of, space, count) {
      const opened = await session.current()
      const ids = checked(opened, of)
      const own = new Set(ids)
      const read = (some: Int32Array) => opened.images(some)
      const wanted = Math.min(opened.pixels.count, count + own.size)
      let found: { ids: Int32Array; distances: Float32Array }
      if (space === 'latent') {
        const points = await opened.points(run)
        const { mean } = momentsOf(points.z, points.latent, rowsOf(points.ids, own))
        found = nearest(points, mean, wanted)
      } else {
        const { values } = await meanImage(read, ids, signal)
        const squares = await pixelDistances(read, opened.pixels.count, values, signal)
        const places = smallest(squares, wanted)
        found = {
          ids: Int32Array.from(places),
          distances: Float32Array.from(places, (id) => Math.sqrt(squares[id]))
        }
      }
      const kept = [...found.ids.keys()].filter((at) => !own.has(found.ids[at])).slice(0, count)
      return {
        ids: Int32Array.from(kept, (at) => found.ids[at]),
        distances: Float32Array.from(kept, (at) => found.distances[at])
      }
    },
    'images.details': async (_context, ids) => detailsOf(await session.current(), ids),
    async 'images.average'({ signal }, run, of) {
      const opened = await session.current()
      const ids = checked(opened, of)
      const points = await opened.points(run)
      const rows = rowsOf(points.ids, new Set(ids))
      const { mean, deviation } = momentsOf(points.z, points.latent, rows)
      const { image } = await meanImage((some) => opened.images(some), ids, signal)
      const decoded = await opened.models.use(run, (inference) =>
        inference.decode(mean, conditionFor(opened, ids, inference.config.labels))
      )
      return { count: ids.length, mean, deviation, decoded, image }
    },
    async 'images.clusters'(_context, run, of, count) {
      const opened = await session.current()
      const own = new Set(checked(opened, of))
      const { z, latent, ids } = await opened.points(run)
      const rows = rowsOf(ids, own)
      const part = new Float32Array(rows.length * latent)
      rows.forEach((row, at) => part.set(z.subarray(row * latent, (row + 1) * latent), at * latent))
      const groups = suggestClusters(part, rows.length, latent, count, clusterSeed)
      const result = new Int32Array(opened.pixels.count).fill(-1)
      rows.forEach((row, at) => (result[ids[row]] = groups[at]))
      return result
    },
    async 'export.selection'(_context, path, run, of) {
      const opened = await session.current()
      const ids = checked(opened, of)
      const details = await detailsOf(opened, ids)
      let columns
      if (run !== null) {
        const { z, latent, ids: all } = await opened.points(run)
        // While a run trains only some images have a place.
        if (all.length === opened.pixels.count)
          columns = {
            z,
            latent,
            measures: await measuresOf(opened, run).catch(() => undefined),
            weighing: await keptLikelihoods(opened, run)
          }
      }
      const text = tableOf(ids, details, opened.pixels, columns)
      const file = target(path, '.csv')
      await writeAtomic(file, text)
      return { path: file, bytes: Buffer.byteLength(text) }
    },
    async 'export.images'({ signal }, path, of) {
      const opened = await session.current()
      const ids = checked(opened, of)
      const paths = (await detailsOf(opened, ids)).map((image) => image.path)
      const { labels, labelNames } = opened.pixels
      const file = target(path, '.zip')
      await zipImages(file, opened.project, ids, paths, (id) => labelNames[labels[id]], signal)
      return { path: file, bytes: (await stat(file)).size }
    }
  }
}

/** Takes what these columns want of a run. */
async function measured(
  opened: OpenedProject,
  run: string | null,
  columns: readonly string[],
  signal: AbortSignal
): Promise<void> {
  if (run === null) return
  if (columns.some(isMeasured)) await measuresOf(opened, run, signal)
  if (columns.some(isWeighed)) await likelihoodsOf(opened, run, null, signal)
}

function target(path: string, extension: string): string {
  if (!isAbsolute(path)) throw new AppError('input', said('path-whole', { path }))
  return extname(path).toLowerCase() === extension ? path : path + extension
}

function checked({ pixels }: OpenedProject, ids: Int32Array): Int32Array {
  const missing = ids.find((id) => id >= pixels.count)
  if (missing !== undefined)
    throw new AppError('missing', said('no-image-of', { id: missing, count: pixels.count }))
  return ids
}

/** The rows of a map that show these images. */
function rowsOf(ids: Int32Array, wanted: ReadonlySet<number>): number[] {
  const rows = [...ids.keys()].filter((row) => wanted.has(ids[row]))
  if (rows.length === 0) throw new AppError('missing', said('none-mapped'))
  return rows
}

/** What a conditional model is asked for: the label that most of the images have, of those it knows. */
function conditionFor(
  { pixels }: OpenedProject,
  ids: Int32Array,
  known: string[] | undefined
): Int16Array | undefined {
  if (!known) return undefined
  const counts = new Int32Array(known.length)
  for (const id of ids) {
    const label = known.indexOf(pixels.labelNames[pixels.labels[id]])
    if (label >= 0) counts[label]++
  }
  return Int16Array.of(counts.indexOf(Math.max(...counts)))
}

/** In the order of the ids. */
async function detailsOf({ project }: OpenedProject, ids: Int32Array): Promise<ImageDetails[]> {
  const places = ids.length <= mostPlaces ? Array.from(ids, (_, at) => `$${at + 1}`) : undefined
  const rows = await project.database.rows<Omit<ImageDetails, 'bytes'> & { bytes: bigint }>(
    `SELECT id, path, width, height, bytes FROM images ${places ? `WHERE id IN (${places.join(', ')})` : ''}`,
    places && Array.from(ids)
  )
  const byId = new Map(rows.map((row) => [row.id, { ...row, bytes: Number(row.bytes) }]))
  return Array.from(ids, (id) => byId.get(id)).filter((row) => row !== undefined)
}
