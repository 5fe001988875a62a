import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { parse, ProjectManifest } from '../shared/schemas.ts'
import { writeAtomic } from './files.ts'

/** The format that this version writes. */
export const projectFormat = 1

/** Brings a manifest of an older format one format on; the key is the format it starts from. */
export type Migrations = Record<number, (manifest: Record<string, unknown>) => Record<string, unknown>>

const migrations: Migrations = {}

/**
 * Brings what is read from `project.json` to the present format, step by step.
 * @throws AppError 'format' for a newer format, or one that no step leads on from
 */
export function migrate(
  value: Record<string, unknown>,
  steps: Migrations = migrations,
  target = projectFormat
): Record<string, unknown> {
  let manifest = value
  while (manifest.format !== target) {
    const format = Number(manifest.format)
    if (format > target) throw new AppError('format', said('newer'))
    if (!steps[format]) throw new AppError('format', said('no-format'))
    manifest = { ...steps[format](manifest), format: format + 1 }
  }
  return manifest
}

/** The data version since which the images are as they are. */
export const importVersion = ({ importVersion, dataVersion }: ProjectManifest): number =>
  importVersion ?? dataVersion

const manifestPath = (projectPath: string) => join(projectPath, 'project.json')

/**
 * Reads `project.json`.
 * @throws AppError 'missing' where there is no project, 'format' where it is damaged or of a newer version
 */
export async function readManifest(projectPath: string): Promise<ProjectManifest> {
  let text: string
  try {
    text = await readFile(manifestPath(projectPath), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause
    throw new AppError('missing', said('no-project', { path: projectPath }), { cause })
  }
  try {
    return parse(ProjectManifest, migrate(JSON.parse(text) as Record<string, unknown>), 'project.json')
  } catch (cause) {
    if (cause instanceof AppError && cause.kind === 'format') throw cause
    const reason = (cause as Error).message
    throw new AppError('format', said('project-damaged', { path: manifestPath(projectPath), reason }), {
      cause
    })
  }
}

export const writeManifest = (projectPath: string, manifest: ProjectManifest): Promise<void> =>
  writeAtomic(manifestPath(projectPath), JSON.stringify(manifest, null, 2) + '\n')
