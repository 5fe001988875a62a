/** Importing, as the commands import and train do it. */
import { basename, dirname, resolve } from 'node:path'
import { importImages } from '../node/import.ts'
import type { Project } from '../node/project.ts'
import type { ProjectSummary } from '../shared/contract.ts'
import { importOptions, type ImportFlags } from './options.ts'
import type { Shell } from './shell.ts'
import { count, counted } from './words.ts'

/** What an import answers with --json. */
export interface ImportAnswer {
  project: string
  images: number
  duplicates: number
  /** Files passed over because their name is not an image's. */
  skipped: number
  problems: { path: string; reason: string }[]
  labels: { name: string; count: number }[]
  splits: Record<string, number>
  size: number
  channels: string
}

const withoutEnding = (name: string): string => name.replace(/\.(zip|latent)$/i, '')

/** "photos" or "photos.zip" becomes photos.latent here; several folders are called after the one they lie in. */
export function defaultProjectPath(inputs: string[]): string {
  const paths = inputs.map((input) => resolve(input))
  const parents = new Set(paths.map((path) => dirname(path)))
  const named = paths.length > 1 && parents.size === 1 ? [...parents][0] : paths[0]
  return resolve(`${withoutEnding(basename(named)) || 'images'}.latent`)
}

/** How many problems are printed; the rest are in the project and in the answer with --json. */
const problemsShown = 20

/** Imports with progress on the terminal; the caller closes the project. */
export async function importWithProgress(
  shell: Shell,
  inputs: string[],
  out: string,
  flags: ImportFlags
): Promise<{ project: Project; answer: ImportAnswer }> {
  const { project, images, duplicates, skipped, problems } = await importImages(
    inputs,
    out,
    importOptions(flags) ?? {},
    {
      progress: (progress) => shell.terminal.progress(progress),
      signal: shell.signal
    }
  )
  shell.terminal.clear()
  for (const { path, reason } of problems.slice(0, problemsShown)) shell.terminal.line(`  ${path}: ${reason}`)
  if (problems.length > problemsShown)
    shell.terminal.line(
      `  … and ${count(problems.length - problemsShown)} more files that could not be read.`
    )
  const { dataset } = await project.summary()
  const answer = {
    project: project.path,
    images,
    duplicates,
    skipped,
    problems,
    labels: dataset.labels,
    splits: dataset.splits,
    size: dataset.settings.size,
    channels: dataset.settings.channels
  }
  return { project, answer }
}

/** An import in three lines. */
export function importLines(answer: ImportAnswer, { dataset }: Pick<ProjectSummary, 'dataset'>): string {
  const { size, channels } = dataset.settings
  const { train, validation, test } = dataset.splits
  const colour = channels === 'gray' ? 'grey' : 'colour'
  const labels = answer.labels.length > 0 ? counted(answer.labels.length, 'label') : 'no labels'
  return [
    `Imported ${counted(answer.images, 'image')} as ${size}×${size} ${colour}, ${labels}: ` +
      `${count(train)} to train on, ${count(validation)} to validate, ${count(test)} to test`,
    ...(answer.duplicates > 0 ? [`${counted(answer.duplicates, 'duplicate')} among them`] : []),
    ...(answer.problems.length > 0 ? [`${counted(answer.problems.length, 'file')} could not be read`] : []),
    ...(answer.skipped > 0 ? [`${counted(answer.skipped, 'other file')} passed over`] : []),
    `Project: ${answer.project}`
  ].join('\n')
}
