/**
 * The images of a zip, read entry by entry in memory: nothing is ever unpacked to disk, so a name in a zip
 * cannot make a file anywhere. What is hostile is refused: paths upwards, links, and zips that unpack to absurd
 * sizes, judged by what really comes out of them.
 */
import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import yauzl from 'yauzl'
import type { Entry } from 'yauzl'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import { isClutter, isImageName } from './names.ts'
import type { ScanHooks, Tree } from './tree.ts'
import { maxFileBytes } from './tree.ts'

const maxEntries = 5_000_000
/** Deflate shrinks real images tenfold at most, blank bitmaps some hundredfold. */
const maxRatio = 200
/** Below this size the ratio says nothing. */
const ratioFloor = 2 ** 28

const isLink = (entry: Entry) => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
const isEncrypted = (entry: Entry) => (entry.generalPurposeBitFlag & 1) === 1

function nameOf(entry: Entry): string {
  // Left undecoded by the reader, which would otherwise give up the whole zip at the first bad name.
  const raw = entry.fileName as unknown as Buffer
  const fields = yauzl.parseExtraFields(entry.extraFieldRaw)
  // Some programs write UTF-8 without saying so.
  const flags = entry.generalPurposeBitFlag | (isUtf8(raw) ? 0x800 : 0)
  return yauzl.getFileNameLowLevel(flags, raw, fields, false)
}

/** Entries that share bytes are the trick of bombs that unpack the same data again and again. */
function overlap(entries: Entry[]): boolean {
  const ordered = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  return ordered.some((entry, index) => {
    const next = ordered[index + 1]
    const end = entry.relativeOffsetOfLocalHeader + 30 + entry.compressedSize
    return next !== undefined && end > next.relativeOffsetOfLocalHeader
  })
}

/** Why an entry is not taken, if so. */
function refusal(entry: Entry, name: string): string | undefined {
  if (yauzl.validateFileName(name) || name.includes('\0')) return inWords('zip-path')
  if (isLink(entry)) return inWords('zip-link')
  if (isEncrypted(entry)) return inWords('zip-password')
  if (entry.uncompressedSize > maxFileBytes) return inWords('file-large', { most: maxFileBytes / 2 ** 20 })
  if (
    entry.uncompressedSize > ratioFloor / 16 &&
    entry.uncompressedSize > maxRatio * 5 * entry.compressedSize
  )
    return inWords('zip-far-more')
  return undefined
}

/**
 * Opens a zip and lists its images.
 * @throws AppError 'format' for what is not a whole zip, is wholly encrypted, or is a bomb
 */
export async function openZip(path: string, { signal, found }: ScanHooks = {}): Promise<Tree> {
  const title = basename(path)
  const broken = (cause: unknown) => new AppError('format', said('zip-damaged', { title }), { cause })
  const zip = await yauzl
    .openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true
    })
    .catch((error: NodeJS.ErrnoException) => {
      throw error.code ? error : broken(error)
    })
  const images = new Map<string, Entry>()
  const all: Entry[] = []
  const tree: Tree = { kind: 'zip', files: [], problems: [], skipped: 0, read, close: () => zip.close() }

  function take(entry: Entry) {
    const name = nameOf(entry)
    if (name.endsWith('/')) return
    all.push(entry)
    const parts = name.split('/')
    if (parts.some((part) => part !== '..' && part !== '.' && isClutter(part))) return
    const isLabels = name.toLowerCase() === 'labels.csv'
    if (!isLabels && !isImageName(parts.at(-1)!)) {
      tree.skipped++
      return
    }
    const reason = images.has(name) ? inWords('zip-twice') : refusal(entry, name)
    if (reason) {
      tree.problems.push({ path: name, reason })
      return
    }
    images.set(name, entry)
    if (isLabels) tree.labelsFile = name
    else tree.files.push(name)
  }

  async function read(name: string): Promise<Uint8Array> {
    const entry = images.get(name)
    if (!entry) throw new AppError('missing', said('zip-gone'))
    const parts: Buffer[] = []
    try {
      // The reader ends with an error as soon as more bytes come out than the entry declared.
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer)
    } catch (error) {
      const method = ![0, 8].includes(entry.compressionMethod)
      throw new AppError('format', said(method ? 'zip-method' : 'zip-part'), { cause: error })
    }
    return Buffer.concat(parts)
  }

  try {
    if (zip.entryCount > maxEntries) throw new AppError('format', said('zip-many', { title }))
    await new Promise<void>((resolve, reject) => {
      zip.on('error', (error) => reject(broken(error)))
      zip.on('end', resolve)
      zip.on('entry', (entry: Entry) => {
        try {
          signal?.throwIfAborted()
          take(entry)
          if (all.length % 1000 === 0) found?.(tree.files.length)
          zip.readEntry()
        } catch (error) {
          reject(error)
        }
      })
      zip.readEntry()
    })
    const unpacked = all.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    if (overlap(all) || (unpacked > ratioFloor * 8 && unpacked > maxRatio * zip.fileSize))
      throw new AppError(
        'format',
        said('zip-bomb', {
          title,
          unpacked: Math.round(unpacked / 2 ** 20).toLocaleString('en'),
          packed: Math.ceil(zip.fileSize / 2 ** 20)
        })
      )
    if (all.length && all.every(isEncrypted)) throw new AppError('format', said('zip-encrypted', { title }))
    return tree
  } catch (error) {
    zip.close()
    throw error
  }
}
