/** A run's model written for other programs. */
import { extname } from 'node:path'
import { buildLearner } from '../../engine/models/build.ts'
import type { ModelFormat } from '../../shared/contract/models.ts'
import { loadWeights } from '../checkpoint.ts'
import { writeAtomic } from '../files.ts'
import { readPixelsManifest } from '../pixels.ts'
import { readConfig, readRun } from '../runs.ts'
import { writeFolder } from './folder.ts'
import { formats, modelFiles, type ModelToWrite } from './models/formats.ts'
import { Parameters } from './models/parameters.ts'

export interface Exported {
  path: string
  /** The names in the folder; of a single file its own. */
  files: string[]
  bytes: number
}

/** @throws AppError 'missing' when the run has no weights yet */
export async function readModel(project: string, run: string, which: 'best' | 'last'): Promise<ModelToWrite> {
  const config = await readConfig(project, run)
  const record = await readRun(project, run)
  const { height, width, channels } = record.image ?? (await readPixelsManifest(project))
  const image = { height, width, channels }
  const model = buildLearner(config, image)
  const { weights, epoch } = await loadWeights(project, run, model.parameters, which)
  const parameters = new Parameters(model.parameters, weights)
  return { name: record.name, epoch, config, image, variables: weights, parameters }
}

/**
 * Writes a run's networks in one format: a file, whose extension is added where it is missing, or a folder.
 * @throws AppError 'missing' when the run has no weights yet, 'input' when the target holds something else; the
 * system's error when there is no space or no right. Nothing half written is left.
 */
export async function exportModel(
  project: string,
  run: string,
  format: ModelFormat,
  path: string,
  which: 'best' | 'last' = 'best'
): Promise<Exported> {
  const files = await modelFiles(format, await readModel(project, run, which))
  const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0)
  const { extension } = formats[format]
  if (extension === '') {
    await writeFolder(path, files)
    return { path, files: Object.keys(files), bytes }
  }
  const file = extname(path) === '' ? `${path}${extension}` : path
  await writeAtomic(file, files[''])
  return { path: file, files: [file], bytes }
}
