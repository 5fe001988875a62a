/** Where things are: the sample, new projects, and what a dropped path is. */
import { existsSync, mkdirSync, statSync, accessSync, constants } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import type { AppRequests } from '../shared/bridge.ts'

type Kind = ReturnType<AppRequests['paths.kinds']>[number]

const imageExtensions = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i

/** The bundled sample; beside the app in a checkout, in its resources in a package. */
export function samplePath(): string {
  const folder = app.isPackaged ? process.resourcesPath : path.join(app.getAppPath(), 'resources')
  return path.join(folder, 'samples', 'fashion-mnist.zip')
}

function writable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** What several folders have in common is their parent; one folder, file or zip names its project itself. */
function projectName(inputs: string[]): string {
  const [first] = inputs
  if (first === undefined) return 'Images'
  const named = inputs.length === 1 ? first : path.dirname(first)
  const name = path.basename(named).replace(/\.[a-z0-9]{1,5}$/i, '')
  // A name that every file system takes.
  const safe = name.replace(/[<>:"/\\|?*\p{Cc}]/gu, ' ').replace(/[. ]+$/, '')
  return [...safe].slice(0, 60).join('').trim() || 'Images'
}

/** A project path that nothing has yet: Documents/Latentscape, or the app's own folder where that is read-only. */
export function suggestProjectPath(inputs: string[]): string {
  const candidates = [
    path.join(app.getPath('documents'), 'Latentscape'),
    path.join(app.getPath('userData'), 'projects')
  ]
  const folder = candidates.find(writable) ?? candidates[1]
  const name = projectName(inputs)
  for (let number = 1; ; number++) {
    const file = path.join(folder, `${name}${number === 1 ? '' : ` ${number}`}.latent`)
    if (!existsSync(file)) return file
  }
}

export function kindOf(file: string): Kind {
  const status = statSync(file, { throwIfNoEntry: false })
  if (!status) return 'missing'
  if (status.isDirectory()) return existsSync(path.join(file, 'project.json')) ? 'project' : 'folder'
  if (/\.zip$/i.test(file)) return 'zip'
  return imageExtensions.test(file) ? 'image' : 'other'
}

/** Paths among a command line's words that exist; switches and the app's own path are left out. */
export function pathsAmong(words: string[], folder: string): string[] {
  return words
    .filter((word) => !word.startsWith('-'))
    .map((word) => path.resolve(folder, word))
    .filter((file) => existsSync(file) && file !== app.getAppPath())
}
