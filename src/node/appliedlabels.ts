/**
 * Labels that a model gave to images of a project, so that they can be taken back:
 *     evaluation/labels-given.json   each giving, the newest last: the labels and their images
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { relabel } from './edits.ts'
import { writeAtomic } from './files.ts'
import { importVersion } from './manifest.ts'
import { readMarks } from './marks.ts'
import type { Project } from './project.ts'

const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const Giving = v.object({
  /** The import whose images these are; another one counts them anew. */
  importVersion: natural,
  given: v.array(v.object({ label: v.string(), images: v.array(natural) }))
})
type Giving = v.InferOutput<typeof Giving>

const fileOf = (project: Project) => join(project.path, 'evaluation', 'labels-given.json')

async function read(project: Project): Promise<Giving[]> {
  const file = fileOf(project)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  try {
    return v.parse(v.array(Giving), JSON.parse(text))
  } catch (cause) {
    throw new AppError('format', said('givings-damaged', { path: file }), {
      cause
    })
  }
}

async function write(project: Project, givings: Giving[]): Promise<void> {
  const file = fileOf(project)
  if (givings.length === 0) return rm(file, { force: true })
  await mkdir(dirname(file), { recursive: true })
  await writeAtomic(file, JSON.stringify(givings))
}

/** Gives images labels, by name, and notes it. @returns how many images got one */
export async function giveLabels(project: Project, labels: Map<string, number[]>): Promise<number> {
  const given = [...labels].map(([label, images]) => ({ label, images }))
  if (given.length === 0) return 0
  const before = await read(project)
  // Noted first: what was noted and not done is undone without harm.
  await write(project, [...before, { importVersion: importVersion(project.manifest), given }])
  for (const { label, images } of given) await relabel(project, Int32Array.from(images), label)
  return given.reduce((sum, { images }) => sum + images.length, 0)
}

/**
 * Takes the last labels given by a model back. What a person has changed since stays as it is.
 * @returns how many images are without a label again
 * @throws AppError 'missing' where none were given, or the images were imported anew since
 */
export async function takeLabelsBack(project: Project): Promise<number> {
  const givings = await read(project)
  const last = givings.at(-1)
  if (!last) throw new AppError('missing', said('no-giving'))
  if (last.importVersion !== importVersion(project.manifest))
    throw new AppError('missing', said('giving-older'))
  const { labels, labelNames } = await readMarks(project.database.connection)
  const still = last.given.flatMap(({ label, images }) =>
    images.filter((image) => labelNames[labels[image]] === label)
  )
  if (still.length > 0) await relabel(project, Int32Array.from(still), null)
  await write(project, givings.slice(0, -1))
  return still.length
}
