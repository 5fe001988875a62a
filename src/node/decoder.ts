/** A process that decodes images for another: `decoder.ts [BINDING]`, spoken to through `helper.ts`. */
import { toEnvelope } from '../shared/errors.ts'
import type { Answer, Outcome, Task } from './helper.ts'
import { folderReader } from './folder.ts'
import { readHeader } from './formats.ts'
import { channelCount } from './square.ts'
import type { Facts } from './small.ts'
import { prepare } from './prepare.ts'
import type { JpegScaler } from './scaled.ts'
import { scaleOf } from './scaled.ts'

/** Larger images are left to the one process that knows how much memory is in use. */
const maxPixels = 2 ** 25

const readers = new Map<string, (file: string) => Uint8Array>()

function readerOf(root: string): (file: string) => Uint8Array {
  const reader = readers.get(root) ?? folderReader(root)
  readers.set(root, reader)
  return reader
}

async function work({ id, items, settings }: Task, scaler: JpegScaler | undefined): Promise<Answer> {
  const size = settings.size ** 2 * channelCount(settings)
  const pixels = new Uint8Array(items.length * size)
  const outcomes: Outcome[] = []
  for (const [index, item] of items.entries())
    try {
      const bytes = 'bytes' in item ? item.bytes : readerOf(item.root)(item.file)
      const header = readHeader(bytes)
      const ratio = (scaler && scaleOf(header, settings.size)) ?? 1
      if (header.width * header.height > maxPixels * ratio) outcomes.push({ kind: 'left' })
      else {
        const { pixels: square, ...facts } = await prepare(bytes, settings, scaler)
        pixels.set(square, index * size)
        outcomes.push({ kind: 'done', ...(facts satisfies Facts) })
      }
    } catch (error) {
      outcomes.push({ kind: 'problem', reason: toEnvelope(error).message })
    }
  return { id, outcomes, pixels }
}

async function loadScaler(binding: string): Promise<JpegScaler | undefined> {
  try {
    const { loadJpegScaler } = await import('./backends/jpeg.ts')
    return await loadJpegScaler(binding)
  } catch {
    return undefined
  }
}

const [binding] = process.argv.slice(2)
const scaler = binding ? await loadScaler(binding) : undefined
let last = Promise.resolve()
process.on('message', (task: Task) => {
  last = last.then(async () => {
    process.send!(await work(task, scaler))
  })
})
process.on('disconnect', () => process.exit())
process.send!({ ready: true })
