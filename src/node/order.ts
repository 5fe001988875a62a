import { availableParallelism } from 'node:os'

/** Images under way at once in one process: enough to keep every thread and the disk busy. */
export const concurrency = Math.max(8, availableParallelism() * 4)

/**
 * Works on many items at once and hands out the results in the order of the items.
 * @throws the signal's reason as soon as it aborts, without waiting for what is under way
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
  limit = concurrency
): AsyncGenerator<Result> {
  let abort = () => {}
  const stop = new Promise<never>((_, reject) => (abort = () => reject(signal?.reason)))
  stop.catch(() => {})
  signal?.addEventListener('abort', abort, { once: true })
  const underway: Promise<Result>[] = []
  let next = 0
  try {
    for (let done = 0; done < items.length; done++) {
      signal?.throwIfAborted()
      while (underway.length < limit && next < items.length) {
        const result = work(items[next++])
        // A failure belongs to its own turn, or to nobody when the work ends early.
        result.catch(() => {})
        underway.push(result)
      }
      yield await Promise.race([underway.shift()!, stop])
    }
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
