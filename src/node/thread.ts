/** The thread that decodes small PNGs for another: spoken to through `helper.ts`. */
import { parentPort } from 'node:worker_threads'
import { folderReader } from './folder.ts'
import type { Answer, Message, Outcome, Task } from './helper.ts'
import { prepareSmall } from './small.ts'
import { channelCount } from './square.ts'

const readers = new Map<string, (file: string) => Uint8Array>()

function readerOf(root: string): (file: string) => Uint8Array {
  const reader = readers.get(root) ?? folderReader(root)
  readers.set(root, reader)
  return reader
}

function work({ id, items, settings }: Task): Answer {
  const size = settings.size ** 2 * channelCount(settings)
  const pixels = new Uint8Array(items.length * size)
  const outcomes = items.map((item, index): Outcome => {
    try {
      const bytes = 'bytes' in item ? item.bytes : readerOf(item.root)(item.file)
      const facts = prepareSmall(bytes, settings, pixels, index * size)
      return facts ? { kind: 'done', ...facts } : { kind: 'left' }
    } catch {
      // The other side tries it again, and says why it cannot be read.
      return { kind: 'left' }
    }
  })
  return { id, outcomes, pixels }
}

parentPort!.on('message', (task: Task) => {
  const answer = work(task)
  parentPort!.postMessage(answer satisfies Message, [answer.pixels.buffer as ArrayBuffer])
})
parentPort!.postMessage({ ready: true } satisfies Message)
