/** From what a person gives (folders, files, zips) to the list of images with their labels and splits. */
import { open, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Problem } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import type { Split } from '../shared/schemas.ts'
import { openFolder, readWhole } from './folder.ts'
import { pathKey, readLabels } from './labels.ts'
import { isImageName, normal } from './names.ts'
import type { ScanHooks, Tree } from './tree.ts'
import { openZip } from './zip.ts'

export interface Entry {
  /** Index of the input it comes from. */
  source: number
  /** Path inside the input, `/` between the parts; the file's own name where the input is a file. */
  file: string
  /** Path as shown: with the input's name before it where there are several inputs. */
  path: string
  /** Absent for an unlabelled image. */
  label?: string
  /** Absent where no folder says it. */
  split?: Split
}

export interface Collection {
  /** The inputs as absolute paths. */
  sources: string[]
  /** In the order of their paths. */
  entries: Entry[]
  problems: Problem[]
  /** Files passed over because their name is not an image's. */
  skipped: number
  read(entry: Pick<Entry, 'source' | 'file'>): Promise<Uint8Array>
  /** The folder that an entry's `file` begins at, where its input is one. */
  rootOf(entry: Pick<Entry, 'source'>): string | undefined
  close(): void
}

const splitNames: Record<string, Split> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test'
}
const splitOf = (name: string): Split | undefined => splitNames[name.toLowerCase()]

async function startsAsZip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return ['PK\x03\x04', 'PK\x05\x06'].includes(buffer.toString('latin1'))
  } finally {
    await handle.close()
  }
}

/** One file given by itself, as a tree of one. */
function singleFile(path: string): Tree {
  const name = basename(path)
  const labelsFile = name.toLowerCase() === 'labels.csv' ? name : undefined
  const files = labelsFile ? [] : [name]
  const read = () => readWhole(path)
  return { kind: 'file', files, labelsFile, problems: [], skipped: 0, read, close: () => {} }
}

/**
 * Opens one input: a folder, a zip, or an image file.
 * @throws AppError 'missing' when it is not there, 'input' for a file that is neither, 'format' for a bad zip
 */
export async function openTree(path: string, hooks: ScanHooks = {}): Promise<Tree> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new AppError('missing', said('not-found', { path }), { cause: error })
    throw error
  })
  if (status.isDirectory()) return openFolder(path, hooks)
  if (!status.isFile()) throw new AppError('input', said('neither-file', { path }))
  if (/\.zip$/i.test(path) || (await startsAsZip(path))) return openZip(path, hooks)
  if (isImageName(basename(path)) || basename(path).toLowerCase() === 'labels.csv') return singleFile(path)
  throw new AppError('input', said('neither-image', { path }))
}

/** The folders that stand for splits at the top of these paths; none unless all top folders are such. */
function hasSplits(folders: string[][]): boolean {
  const top = new Set(folders.filter((parts) => parts.length).map(([name]) => name))
  const named = new Set([...top].map(splitOf))
  return named.size > 1 && named.has('train') && !named.has(undefined)
}

/** Archives often wrap everything in one folder of their own name; that one is no label. */
function unwrap(folders: string[][]): string[][] {
  const [first] = folders[0] ?? []
  const isWrapper = first !== undefined && folders.every((parts) => parts[0] === first)
  return isWrapper && folders.some((parts) => parts.length > 1)
    ? folders.map((parts) => parts.slice(1))
    : folders
}

/** Labels and splits by folders, for the files of one input. */
function arrange(folders: string[][], level: number): Pick<Entry, 'label' | 'split'>[] {
  const splitting = hasSplits(folders)
  return folders.map((parts) => {
    const split = splitting && parts.length ? splitOf(parts[0]) : undefined
    const label = (split ? parts.slice(1) : parts)[level - 1]
    return { label: label === undefined ? undefined : normal(label), split }
  })
}

/** What `labels.csv` says takes the place of what the folders say. */
async function applyTable(tree: Tree, entries: Entry[], problems: Problem[]): Promise<void> {
  if (tree.labelsFile === undefined) return
  const path = tree.labelsFile
  try {
    const labels = readLabels(await tree.read(path))
    for (const entry of entries) {
      const key = pathKey(entry.file)
      const label = labels.get(key)
      if (label === undefined) continue
      entry.label = label || undefined
      labels.delete(key)
    }
    const [missing] = labels.keys()
    if (labels.size)
      problems.push({
        path,
        reason: inWords('table-rows', { count: labels.size, file: missing })
      })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    problems.push({ path, reason: error.message })
  }
}

/** One opened input, and its name where it is a folder or a zip. */
interface Source {
  tree: Tree
  path: string
  /** What it is called as a label; files have none. */
  title?: string
}

/**
 * The images of one input. Of several, a folder or zip is a split where all are named so, else a label by its
 * own name, unless a level below it is asked for.
 */
function entriesOf({ tree, path, title }: Source, source: number, several: boolean, level?: number): Entry[] {
  const parts = tree.files.map((file) => file.split('/').slice(0, -1))
  const below = arrange(tree.kind === 'zip' ? unwrap(parts) : parts, level ?? 1)
  const prefix = several && title !== undefined ? `${basename(path)}/` : ''
  return tree.files.map((file, index) => {
    const entry: Entry = { source, file, path: prefix + file, ...below[index] }
    return prefix && level === undefined ? { ...entry, label: title } : entry
  })
}

async function openSources(paths: string[], hooks: ScanHooks): Promise<Source[]> {
  const opened: Source[] = []
  let count = 0
  try {
    for (const path of paths) {
      const tree = await openTree(path, {
        signal: hooks.signal,
        found: (more) => hooks.found?.(count + more)
      })
      const title = tree.kind === 'file' ? undefined : normal(basename(path).replace(/\.zip$/i, ''))
      opened.push({ tree, path, title })
      count += tree.files.length
    }
    return opened
  } catch (error) {
    for (const { tree } of opened) tree.close()
    throw error
  }
}

/**
 * Finds the images of all inputs and says their labels and splits.
 * @param level which folder below an input names the label, 1 the first
 * @throws AppError 'input', 'missing' or 'format' for inputs that cannot be read at all
 */
export async function scan(inputs: string[], level?: number, hooks: ScanHooks = {}): Promise<Collection> {
  if (inputs.length === 0) throw new AppError('input', said('nothing-given'))
  const paths = [...new Set(inputs.map((input) => resolve(input)))]
  const sources = await openSources(paths, hooks)
  const titled = sources.filter((source) => source.title !== undefined)
  const several =
    titled.length > 1 || sources.some(({ tree }) => tree.files.length > 0 && tree.kind === 'file')
  const splitting = titled.length > 1 && hasSplits(titled.map(({ title }) => [title!]))
  const entries: Entry[] = []
  const problems: Problem[] = []
  for (const [index, source] of sources.entries()) {
    const { tree, title } = source
    const found = entriesOf(source, index, several, splitting ? (level ?? 1) : level)
    if (splitting && title !== undefined) for (const entry of found) entry.split = splitOf(title)
    if (tree.kind !== 'file') await applyTable(tree, found, problems)
    for (const entry of found) entries.push(entry)
    const prefix = several && title !== undefined ? `${basename(source.path)}/` : ''
    for (const { path, reason } of tree.problems) problems.push({ path: prefix + path, reason })
  }
  // A table given beside other inputs speaks of them all.
  for (const { tree } of sources) if (tree.kind === 'file') await applyTable(tree, entries, problems)
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.source - b.source))
  return {
    sources: paths,
    entries,
    problems,
    skipped: sources.reduce((sum, { tree }) => sum + tree.skipped, 0),
    read: ({ source, file }) => sources[source].tree.read(file),
    rootOf: ({ source }) => sources[source].tree.root,
    close: () => sources.forEach(({ tree }) => tree.close())
  }
}
