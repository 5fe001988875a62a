/** One part of the work on a large project, in a process of its own: `largepart.ts PART FOLDER IMAGES`. */
import { readFile } from 'node:fs/promises'
import { defaultRunConfig } from '../src/engine/presets.ts'
import { chooseEngine } from '../src/node/backends/choose.ts'
import { Project } from '../src/node/project.ts'
import { createRun, readMetrics } from '../src/node/runs.ts'
import { PixelWriter, writeProject, type ImageRow } from '../src/node/staging.ts'
import { trainRun } from '../src/node/training.ts'
import type { LargePart, LargeTiming } from './large.ts'

const side = 28
const settings = { size: side, channels: 'gray', fit: 'crop', background: '#ffffff' } as const

/** The most memory this process has held resident so far, in MB; not known everywhere. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024
}

/** A soft disc somewhere, of some size. */
function disc(number: number): Uint8Array {
  const pixels = new Uint8Array(side * side)
  const [x, y, radius] = [7 + (number % 14), 7 + ((number >> 4) % 14), 2 + ((number >> 8) % 5)]
  for (let at = 0; at < pixels.length; at++) {
    const distance = Math.hypot((at % side) - x, Math.floor(at / side) - y)
    pixels[at] = 255 * Math.min(1, Math.max(0, radius + 0.5 - distance))
  }
  return pixels
}

const parts: Record<LargePart, (folder: string, count: number) => Promise<void>> = {
  async make(folder: string, count: number) {
    const writer = await PixelWriter.open(folder)
    const rows: ImageRow[] = []
    for (let number = 0; number < count; number++) {
      await writer.add(disc(number))
      const file = `${number % 10}/${number}.png`
      const hash = (((number * 2654435761) >>> 0).toString(16).padStart(8, '0') + number).padEnd(64, '0')
      const entry = { source: 0, file, path: file, label: String(number % 10) }
      rows.push({ entry, hash, width: side, height: side, bytes: 300 })
    }
    await writer.close()
    const created = new Date().toISOString()
    const about = { format: 1 as const, name: 'Large', created, dataVersion: 1, settings, sources: ['none'] }
    await writeProject(folder, about, rows, [])
  },
  async train(folder: string) {
    const engine = await chooseEngine('tensorflow')
    const image = { height: side, width: side, channels: 1 } as const
    const run = await createRun(
      folder,
      defaultRunConfig(image, { network: { kind: 'mlp', width: 64, depth: 1 }, epochs: 1, batch: 512 }),
      { dataVersion: 1 }
    )
    const on = { points: () => {}, snapshot: () => {} }
    await trainRun({ project: folder, run: run.id, engine, on })
  },
  async open(folder: string, count: number) {
    const project = await Project.open(folder)
    const { dataset, runs } = await project.summary()
    await project.ids()
    if (dataset.count !== count || (await readMetrics(folder, runs[0].id)).length !== 2)
      throw new Error('The project is not what was made.')
    await project.close()
  }
}

const [part, folder, count] = process.argv.slice(2)
const began = performance.now()
await parts[part as LargePart](folder, Number(count))
const seconds = (performance.now() - began) / 1000
process.send!({ seconds, megabytes: await peak() } satisfies LargeTiming, () => process.exit(0))
