/** What is taken away of an open project: each export from the project's parts, for the app and the command line. */
import type { MapLook, MapPoints, Progress, TableKind } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Theme } from '../../shared/palette.ts'
import { traitsOf } from '../../shared/traits.ts'
import { packProject } from '../archive.ts'
import { readHistory } from '../history.ts'
import type { PixelStore } from '../pixels.ts'
import type { Project } from '../project.ts'
import { readConfig, readMetrics, readRun } from '../runs.ts'
import { drawCurvesSvg } from './curves.ts'
import { writeFolder } from './folder.ts'
import { drawMap } from './map.ts'
import { drawMapSvg } from './mapsvg.ts'
import { readModel } from './models.ts'
import { mapPage } from './page/page.ts'
import { projectorFiles } from './projector.ts'
import { writeTable } from './tables.ts'
import { formatOf, writeExport, writingTo } from './target.ts'
import { trainingFilm, type TrainingFilm } from './training.ts'

/** An open project with what its exports are made of. */
export interface Source {
  project: Project
  pixels: PixelStore
  /** Every image's latents under a run, taken into the database. */
  points(run: string): Promise<MapPoints>
  signal?: AbortSignal
  progress?(progress: Progress): void
}

export interface Written {
  path: string
  bytes: number
}

const elsewhere = 'Nothing was written. Make room or choose another place.'

async function titleOf({ project }: Source, run: string): Promise<{ title: string; subtitle: string }> {
  const { name, epoch, bestEpoch } = await readRun(project.path, run)
  return { title: project.manifest.name, subtitle: `${name} · epoch ${bestEpoch || epoch}` }
}

/** A run's map as .svg, .png or .webp. */
export async function takeMap(
  source: Source,
  path: string,
  run: string,
  { theme, shapes }: MapLook
): Promise<Written> {
  const target = formatOf(path, ['svg', 'png', 'webp'])
  const { project, pixels } = source
  const picture = {
    points: await source.points(run),
    labelNames: pixels.labelNames,
    ...(await titleOf(source, run)),
    theme,
    shapes,
    hasPrior: traitsOf(await readConfig(project.path, run)).prior,
    settings: { command: 'map', run }
  }
  const bytes = target.format === 'svg' ? await drawMapSvg(picture) : await drawMap(picture, target.format)
  return writeExport(target.path, bytes)
}

/** A run's curves as .svg. */
export async function takeCurves(source: Source, path: string, run: string, theme: Theme): Promise<Written> {
  const { prior } = traitsOf(await readConfig(source.project.path, run))
  const all = [
    { key: 'elbo', name: prior ? 'ELBO, nats per image' : 'log p(x|z), nats per image' },
    { key: 'reconstruction', name: 'Reconstruction, E log p(x|z)' },
    { key: 'kl', name: 'KL(q(z|x) ‖ p(z))' }
  ] as const
  const metrics = await readMetrics(source.project.path, run)
  const picture = { metrics, ...(await titleOf(source, run)), terms: prior ? [...all] : [all[0]], theme }
  return writeExport(formatOf(path, ['svg']).path, drawCurvesSvg(picture))
}

/** The images with their labels, or a run's latents or figures, as .csv or .parquet. */
export async function takeTable(
  { project, points }: Source,
  path: string,
  kind: TableKind,
  run: string | null
): Promise<Written & { rows: number }> {
  const target = formatOf(path, ['csv', 'parquet'])
  if (kind !== 'labels' && run === null) throw new AppError('input', said('which-run'))
  if (kind === 'latents') await points(run!)
  const table = { kind, format: target.format, run: run ?? undefined }
  return writeTable(project.database, project.path, table, target.path)
}

/** A run's latents for TensorFlow's Embedding Projector. */
export async function takeProjector(source: Source, path: string, run: string): Promise<Written> {
  const { project, pixels } = source
  const rows = await project.database.rows<{ path: string }>('SELECT path FROM images ORDER BY id')
  const names = { paths: rows.map((row) => row.path), labelNames: pixels.labelNames }
  const files = await projectorFiles(
    await source.points(run),
    pixels,
    names,
    (await titleOf(source, run)).title
  )
  await writingTo(path, elsewhere, () => writeFolder(path, files))
  return { path, bytes: Object.values(files).reduce((sum, { length }) => sum + length, 0) }
}

/** A run's map, with its decoder, as one .html file. */
export async function takePage(source: Source, path: string, run: string): Promise<Written> {
  const { project, pixels } = source
  const model = await readModel(project.path, run, 'best')
  const points = await source.points(run)
  const { title } = await titleOf(source, run)
  const paths: string[] = []
  for (const image of await project.database.rows<{ id: number; path: string }>(
    'SELECT id, path FROM images'
  ))
    paths[image.id] = image.path
  const page = await mapPage({ model, points, store: pixels, labelNames: pixels.labelNames, paths, title })
  return writeExport(formatOf(path, ['html']).path, page)
}

/** The whole project as a .zip. */
export async function takeProject({ project, signal, progress }: Source, path: string): Promise<Written> {
  const target = formatOf(path, ['zip'])
  return writingTo(target.path, elsewhere, () =>
    packProject(project.path, target.path, project.database, { signal, progress })
  )
}

/** The training of a run's map as the frames of a film. */
export async function takeTrainingFilm(source: Source, run: string, theme: Theme): Promise<TrainingFilm> {
  const { project, pixels } = source
  const record = await readRun(project.path, run)
  const history = await readHistory(project.path, run)
  // A history of other images says nothing of these.
  const current = history?.dataVersion === pixels.dataVersion ? history : undefined
  return trainingFilm(record.name, current, {
    title: project.manifest.name,
    labelNames: pixels.labelNames,
    labels: pixels.labels,
    theme,
    hasPrior: traitsOf(await readConfig(project.path, run)).prior
  })
}
