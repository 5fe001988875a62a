/**
 * The map of a run after each of its epochs, from the same images each time, so that its forming can be shown again:
 *
 *     runs/ID/history/history.json   the number of latents, the data version and the ids of the images
 *     runs/ID/history/000012.f32     their posterior means after epoch 12, float32, [ids, latent]
 *
 * The images are the live map's: at most 3,000, drawn by the run's seed. Epochs may be missing: those the live map had
 * no time for, and, where all together would be more than 64 MB, every other one again and again.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { MapPoints } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { parse } from '../shared/schemas.ts'
import { writeAtomic } from './files.ts'
import { runFolder } from './runs.ts'

const mostBytes = 2 ** 26

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const HistoryHeader = v.object({
  format: v.literal(1),
  latent: whole,
  dataVersion: whole,
  ids: v.array(whole)
})

export interface History {
  latent: number
  dataVersion: number
  ids: Int32Array
  /** Those that were kept, in their order. */
  epochs: number[]
  /** The latents after one of them, [ids, latent]. */
  read(epoch: number): Promise<Float32Array>
}

const historyFolder = (project: string, run: string) => join(runFolder(project, run), 'history')
const fileOf = (epoch: number) => `${String(epoch).padStart(6, '0')}.f32`

async function epochsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => /^\d{6,}\.f32$/.test(name))
    .map((name) => parseInt(name, 10))
    .sort((a, b) => a - b)
}

/** Of too many epochs every other goes; the first and the last stay. */
export function thinned(epochs: number[], most: number): number[] {
  let kept = epochs
  while (kept.length > Math.max(2, most))
    kept = kept.filter((_, place) => place % 2 === 0 || place === kept.length - 1)
  return kept
}

/** Writes a run's history, epoch after epoch. */
export class HistoryWriter {
  private readonly folder: string
  private begun = false

  constructor(
    project: string,
    run: string,
    private readonly dataVersion: number
  ) {
    this.folder = historyFolder(project, run)
  }

  /** Keeps the points of an epoch, in place of what was kept of it. Those of other images go. */
  async add({ epoch, latent, ids, z }: MapPoints): Promise<void> {
    const header = { format: 1, latent, dataVersion: this.dataVersion, ids: Array.from(ids) }
    const text = JSON.stringify(header) + '\n'
    const file = join(this.folder, 'history.json')
    if (!this.begun) {
      const before = await readFile(file, 'utf8').catch(() => '')
      if (before !== text) {
        await rm(this.folder, { recursive: true, force: true })
        await writeAtomic(file, text)
      }
      this.begun = true
    }
    await writeAtomic(join(this.folder, fileOf(epoch)), new Uint8Array(z.buffer, z.byteOffset, z.byteLength))
    const epochs = await epochsIn(this.folder)
    const kept = new Set(thinned(epochs, Math.floor(mostBytes / z.byteLength)))
    for (const old of epochs) if (!kept.has(old)) await rm(join(this.folder, fileOf(old)), { force: true })
  }
}

/**
 * What was kept of a run's epochs.
 * @returns undefined when nothing was
 * @throws AppError 'format' when it is damaged
 */
export async function readHistory(project: string, run: string): Promise<History | undefined> {
  const folder = historyFolder(project, run)
  const file = join(folder, 'history.json')
  if (!existsSync(file)) return undefined
  const header = parse(HistoryHeader, JSON.parse(await readFile(file, 'utf8')), 'The history of the run')
  const { latent, dataVersion } = header
  return {
    latent,
    dataVersion,
    ids: Int32Array.from(header.ids),
    epochs: await epochsIn(folder),
    async read(epoch) {
      const bytes = await readFile(join(folder, fileOf(epoch)))
      if (bytes.length !== 4 * header.ids.length * latent)
        throw new AppError('format', said('epoch-damaged', { epoch }))
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    }
  }
}
