/** Files written where the person chose. */
import { holdsProject, unpackProject } from '../../node/archive.ts'
import { encodeAnimation, filmOf } from '../../node/export/animation.ts'
import { drawGrid } from '../../node/export/grid.ts'
import {
  takeCurves,
  takeMap,
  takePage,
  takeProject,
  takeProjector,
  takeTable,
  takeTrainingFilm,
  type Source
} from '../../node/export/take.ts'
import { formatOf, writeExport } from '../../node/export/target.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { ExportRequests } from '../../shared/contract/exports.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { Session } from '../session.ts'

/** How a file of each kind begins; the window may write no others. */
const begins: Record<'png' | 'webp' | 'mp4' | 'webm', { at: number; bytes: number[] }> = {
  png: { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  webp: { at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  mp4: { at: 4, bytes: [0x66, 0x74, 0x79, 0x70] },
  webm: { at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] }
}

type Group = Pick<ExplorerRequests, keyof ExportRequests>

export function exportHandlers(session: Session): Handlers<Group> {
  async function source(signal?: AbortSignal): Promise<Source> {
    const opened = await session.current()
    const { project, pixels, surroundings } = opened
    return {
      project,
      pixels,
      points: (run) => opened.points(run),
      signal,
      progress: surroundings.progress
    }
  }

  return {
    async 'export.pixels'(_context, path, pixels, options) {
      const target = formatOf(path, ['png', 'webp'])
      return writeExport(target.path, await drawGrid(pixels, { ...options, format: target.format }))
    },
    async 'export.film'({ signal }, path, pixels, options) {
      const target = formatOf(path, ['gif', 'webp'])
      const film = filmOf(pixels, options.back)
      return writeExport(
        target.path,
        await encodeAnimation(film, { ...options, format: target.format, signal })
      )
    },
    async 'export.trainingFilm'({ signal }, path, run, { rate, theme }) {
      const target = formatOf(path, ['gif', 'webp'])
      const from = await source(signal)
      const film = await takeTrainingFilm(from, run, theme)
      const began = performance.now()
      const progress = (done: number, total: number) =>
        from.progress?.({
          phase: 'Drawing the film',
          done,
          total,
          unit: 'frames',
          rate: (done / (performance.now() - began)) * 1000
        })
      const options = { format: target.format, rate, scale: 1, signal, progress }
      return writeExport(target.path, await encodeAnimation(film, options))
    },
    'film.length': async (_context, run) => (await takeTrainingFilm(await source(), run, 'dark')).frames,
    'film.frame': async (_context, run, index, theme) =>
      (await takeTrainingFilm(await source(), run, theme)).frame(index),
    'export.map': async (_context, path, run, look) => takeMap(await source(), path, run, look),
    'export.curves': async (_context, path, run, theme) => takeCurves(await source(), path, run, theme),
    'export.table': async (_context, path, kind, run) => takeTable(await source(), path, kind, run),
    'export.projector': async (_context, path, run) => takeProjector(await source(), path, run),
    'export.page': async (_context, path, run) => takePage(await source(), path, run),
    'export.project': async ({ signal }, path) => takeProject(await source(signal), path),
    'archive.holdsProject': (_context, path) => holdsProject(path),
    'archive.unpack': ({ signal }, path, out) =>
      unpackProject(path, out, { signal, progress: session.listener.progress }),
    async 'export.bytes'(_context, path, bytes) {
      const target = formatOf(path, ['png', 'webp', 'mp4', 'webm'])
      const { at, bytes: signature } = begins[target.format]
      if (!signature.every((byte, index) => bytes[at + index] === byte))
        throw new AppError('format', said('not-format', { format: target.format.toUpperCase() }))
      return writeExport(target.path, bytes)
    }
  }
}
