/** The thread that reads batches for a training: spoken to through `batchreader.ts`. */
import { parentPort } from 'node:worker_threads'
import type { BatchAnswer, BatchTask } from './batchreader.ts'
import { gather } from './gather.ts'

function work({ id, fd, indices, size }: BatchTask): BatchAnswer {
  try {
    return { id, bytes: gather(fd, indices, size) }
  } catch {
    // The other side tries it again, and says why it cannot be read.
    return { id }
  }
}

parentPort!.on('message', (task: BatchTask) => {
  const answer = work(task)
  parentPort!.postMessage(answer, answer.bytes ? [answer.bytes.buffer as ArrayBuffer] : [])
})
