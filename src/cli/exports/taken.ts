/** Tables, pages, films and the whole project. */
import { resolve } from 'node:path'
import {
  takeCurves,
  takePage,
  takeProject,
  takeProjector,
  takeTable,
  takeTrainingFilm,
  type Source,
  type Written
} from '../../node/export/take.ts'
import { formatOf, writeExport } from '../../node/export/target.ts'
import { readLatents, toPoints, writeLatents } from '../../node/latents.ts'
import { openPixels, type PixelStore } from '../../node/pixels.ts'
import { Project } from '../../node/project.ts'
import { readRun } from '../../node/runs.ts'
import type { MapPoints } from '../../shared/contract.ts'
import { encodeFilm, filmFormats } from '../film.ts'
import { findTrainedRun, projectName, withModel, type Model } from '../model.ts'
import { readPoints } from '../points.ts'
import type { Shell } from '../shell.ts'
import { quantity } from '../words.ts'
import type { Exporter, ExportOptions } from './exporter.ts'

/** The ending that a name without one gets. */
const endings: Record<string, string> = {
  latents: '.csv',
  labels: '.csv',
  metrics: '.csv',
  curves: '.svg',
  projector: '',
  page: '.html',
  training: '.gif',
  project: '.zip'
}

/** Frames a second of the training's film. */
const filmRate = 12

async function film(shell: Shell, source: Source, path: string, run: string): Promise<Written> {
  const { format, path: target } = formatOf(path, filmFormats)
  const frames = await takeTrainingFilm(source, run, 'dark')
  return writeExport(target, await encodeFilm(shell, frames, { format, rate: filmRate, scale: 1 }))
}

function write(shell: Shell, source: Source, path: string, run: string, format: string): Promise<Written> {
  switch (format) {
    case 'latents':
    case 'metrics':
    case 'labels':
      return takeTable(source, path, format, run)
    case 'curves':
      return takeCurves(source, path, run, 'dark')
    case 'projector':
      return takeProjector(source, path, run)
    case 'page':
      return takePage(source, path, run)
    case 'training':
      return film(shell, source, path, run)
    default:
      return takeProject(source, path)
  }
}

/** Asks a run's model something, with an engine that is there for the answer alone. */
async function asked<Value>(
  shell: Shell,
  project: string,
  run: string,
  question: (model: Model) => Promise<Value>
): Promise<Value> {
  let answer: { value: Value } | undefined
  await withModel(shell, project, { run, weights: 'best', engine: 'auto' }, async (model) => {
    answer = { value: await question(model) }
  })
  return answer!.value
}

/** Every image's latents: as training left them, or encoded now and taken into the database. */
async function latentsOf(
  shell: Shell,
  project: Project,
  pixels: PixelStore,
  run: string
): Promise<MapPoints> {
  const { bestEpoch } = await readRun(project.path, run)
  const { count, dataVersion } = pixels
  const saved = await readLatents(project.path, run)
  const ids = Int32Array.from({ length: count }, (_, id) => id)
  const { header } = saved ?? {}
  if (saved && header?.epoch === bestEpoch && header.count === count && header.dataVersion === dataVersion)
    return toPoints(run, saved.header, saved.z, pixels, ids)
  const { points } = await asked(shell, project.path, run, (model) => readPoints(shell, model, () => true))
  const { epoch, latent, z } = points
  await writeLatents(project.path, run, { epoch, latent, count, dataVersion }, z)
  await project.takeIn(run)
  return points
}

async function take(shell: Shell, path: string, options: ExportOptions): Promise<void> {
  const { format } = options
  const runless = format === 'project' || format === 'labels'
  const run = runless ? '' : (await findTrainedRun(path, options.run)).id
  const named = [projectName(path), run, format].filter(Boolean).join('-') + endings[format]
  const project = await Project.open(path, {
    signal: shell.signal,
    progress: shell.terminal.progress.bind(shell.terminal)
  })
  try {
    const pixels = await openPixels(path)
    try {
      const { signal } = shell
      const progress = shell.terminal.progress.bind(shell.terminal)
      const source: Source = {
        project,
        pixels,
        signal,
        progress,
        points: (of) => latentsOf(shell, project, pixels, of)
      }
      const written = await write(shell, source, resolve(options.out ?? named), run, format)
      const answer = { project: path, ...(run && { run }), format, ...written }
      shell.answer(answer, `Wrote ${written.path} (${quantity(written.bytes, 'bytes')})`)
    } finally {
      await pixels.close()
    }
  } finally {
    await project.close()
  }
}

export const takenExporter: Exporter = { write: take }
