/**
 * A project of a million images, made without files, and its training: what memory it takes at most.
 * `node --import tsx bench/large.ts [IMAGES]`
 */
import { fork } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultRunConfig } from '../src/engine/presets.ts'
import { chooseEngine } from '../src/node/backends/choose.ts'
import { Project } from '../src/node/project.ts'
import { createRun, readMetrics } from '../src/node/runs.ts'
import { PixelWriter, writeProject, type ImageRow } from '../src/node/staging.ts'
import { trainRun } from '../src/node/training.ts'

const side = 28
const settings = { size: side, channels: 'gray', fit: 'crop', background: '#ffffff' } as const

/** The most memory this process has held resident so far, in MB; not known everywhere. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024
}

async function say(what: string, images: number, began: number): Promise<void> {
  const seconds = (performance.now() - began) / 1000
  const rate = Math.round(images / seconds).toLocaleString('en')
  console.log(
    `${what}: ${seconds.toFixed(1)} s, ${rate} images/s, peak ${Math.round(await peak())} MB resident`
  )
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

const phases = {
  async make(folder: string, count: number) {
    const began = performance.now()
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
    await say('Making the project', count, began)
  },
  async train(folder: string, count: number) {
    const engine = await chooseEngine('tensorflow')
    const image = { height: side, width: side, channels: 1 } as const
    const run = await createRun(
      folder,
      defaultRunConfig(image, { network: { kind: 'mlp', width: 64, depth: 1 }, epochs: 1, batch: 512 }),
      { dataVersion: 1 }
    )
    const began = performance.now()
    const on = { points: () => {}, snapshot: () => {} }
    const record = await trainRun({ project: folder, run: run.id, engine, on })
    await say(`Training one epoch and encoding all (${record.status})`, count, began)
  },
  async open(folder: string, count: number) {
    const began = performance.now()
    const project = await Project.open(folder)
    const { dataset, runs } = await project.summary()
    await project.ids()
    await say(`Opening with the latents of ${runs.length} run`, count, began)
    if (dataset.count !== count || (await readMetrics(folder, runs[0].id)).length !== 2)
      throw new Error('The project is not what was made.')
    await project.close()
  }
}
type Phase = keyof typeof phases

/** Each phase in a process of its own, so that its peak is its own. */
function inProcess(phase: Phase, folder: string, count: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [String(count), phase, folder], {
    execArgv: ['--import', import.meta.resolve('tsx/esm')]
  })
  return new Promise((resolve, reject) =>
    child.on('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${phase}: ${signal ?? code}`))
    )
  )
}

const [count = '1000000', phase, given] = process.argv.slice(2)
if (phase) {
  await phases[phase as Phase](given, Number(count))
  process.exit(0)
}
const folder = await mkdtemp(join(tmpdir(), 'latentscape-large-'))
try {
  for (const name of Object.keys(phases) as Phase[]) await inProcess(name, folder, Number(count))
} finally {
  await rm(folder, { recursive: true, force: true })
}
