/**
 * Work that may wait while somebody drags over the map: what a training has to show makes the window draw and the
 * explorer read weights, and either would hold up the image under the pointer.
 */

/** Milliseconds without a wish after which it is calm. */
export const quiet = 150
/** So long, in milliseconds, a value waits at the most. */
const patience = 4000

let asked = -Infinity

/** Says that an image was asked for just now. */
export function askedForImage(): void {
  asked = performance.now()
}

/** Whether nobody has asked for an image just now. */
export const isCalm = (): boolean => performance.now() - asked >= quiet

/**
 * Takes values when it is calm; of those that wait only the newest is taken.
 * @returns a function that hands values over
 */
export function whenCalm<Value>(take: (value: Value) => void): (value: Value) => void {
  let waiting: { value: Value; since: number } | undefined

  function look(): void {
    if (!waiting) return
    const now = performance.now()
    const wait = Math.min(asked + quiet, waiting.since + patience) - now
    if (wait > 0) return void setTimeout(look, wait)
    const { value } = waiting
    waiting = undefined
    take(value)
  }

  return (value) => {
    const before = waiting
    waiting = { value, since: before?.since ?? performance.now() }
    if (!before) look()
  }
}
