/** A selection of images as a table, and as the files they came from. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { basename, dirname, join, extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Measures } from '../../engine/tasks/measures.ts'
import type { ImageDetails } from '../../shared/contract.ts'
import { splits } from '../../shared/schemas.ts'
import type { Weighing } from '../measured.ts'
import type { PixelStore } from '../pixels.ts'
import type { Project } from '../project.ts'

/** RFC 4180: quotes where a name holds what would break a row. */
const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What a run says of the images: z, [count, latent] of all images, and what it measured and weighed of them. */
export interface TableColumns {
  z: Float32Array
  latent: number
  measures?: Measures
  weighing?: Weighing
}

/**
 * A CSV (UTF-8, CRLF): id, file, label, split, excluded, the file's width, height and bytes, z_1 … z_D, and elbo,
 * reconstruction, kl in nats, of a conditional model the label inferred; and log_p_x (or log_p_x_given_label), its
 * standard error and the importance samples it is by.
 * @param details of the images, in the order of the ids
 */
export function tableOf(
  ids: Int32Array,
  details: Pick<ImageDetails, 'path' | 'width' | 'height' | 'bytes'>[],
  { labels, labelNames, splits: ofSplit, excluded }: PixelStore,
  run?: TableColumns
): string {
  const numbers = Array.from({ length: run?.latent ?? 0 }, (_, d) => `z_${d + 1}`)
  const { measures, weighing } = run ?? {}
  const head = ['id', 'file', 'label', 'split', 'excluded', 'width', 'height', 'bytes', ...numbers]
  if (measures) head.push('elbo', 'reconstruction', 'kl')
  if (measures?.inferred) head.push('inferred')
  if (weighing) {
    const name = weighing.given ? 'log_p_x_given_label' : 'log_p_x'
    head.push(name, `${name}_error`, 'importance_samples')
  }
  const rows = Array.from(ids, (id, row) => {
    const label = labels[id] < 0 ? '' : field(labelNames[labels[id]])
    const { path, width, height, bytes } = details[row]
    const cells: (string | number)[] = [id, field(path), label, splits[ofSplit[id]], excluded[id]]
    cells.push(width, height, bytes)
    if (run) cells.push(...run.z.subarray(id * run.latent, (id + 1) * run.latent))
    if (measures) {
      const { reconstruction, kl } = measures
      cells.push(reconstruction[id] - kl[id], reconstruction[id], kl[id])
      if (measures.inferred) cells.push(field(labelNames[measures.inferred[id]] ?? ''))
    }
    if (weighing) cells.push(weighing.nats[id], weighing.errors[id], weighing.samples)
    return cells
  })
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

/** Characters that some system does not allow in a name. */
const forbidden = new RegExp('[\\u0000-\\u001f<>:"/\\\\|?*]', 'g')
const plain = (name: string) => name.replaceAll(forbidden, '_').replace(/[. ]+$/, '_') || '_'

/**
 * Writes the source files of images into a zip: a folder for each label, names made different where they are not.
 * @param paths the images' file names, in the order of the ids
 * @throws AppError 'missing' when a source is gone; nothing is written then
 */
export async function zipImages(
  target: string,
  project: Project,
  ids: Int32Array,
  paths: string[],
  labelOf: (id: number) => string | undefined,
  signal?: AbortSignal
): Promise<void> {
  const zip = new ZipFile()
  const used = new Set<string>()
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`)
  Array.from(ids, (id, row) => {
    const label = labelOf(id)
    const name = plain(basename(paths[row]))
    const folder = label === undefined ? '' : `${plain(label)}/`
    let inside = folder + name
    if (used.has(inside)) inside = `${folder}${basename(name, extname(name))}-${id}${extname(name)}`
    used.add(inside)
    // Images are compressed already. Read when the zip comes to them, one after the other.
    zip.addReadStreamLazy(inside, { compress: false }, (give) => {
      project.sourceBytes(id).then(
        (bytes) => give(null, Readable.from([Buffer.from(bytes)])),
        (error: Error) => give(error, Readable.from([]))
      )
    })
  })
  zip.end()
  try {
    const failed = new Promise<never>((_, reject) => zip.on('error', reject))
    const written = pipeline(zip.outputStream, createWriteStream(temporary, { flags: 'wx', flush: true }), {
      signal
    })
    await Promise.race([written, failed])
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
