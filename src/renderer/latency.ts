/**
 * How long it takes from a pointer event to the decoded image on the canvas. Nothing is kept until whoever
 * measures sets `window.__latencies = []`; then the newest 4096 lie there, in milliseconds.
 */
declare global {
  interface Window {
    __latencies?: number[]
  }
}

const most = 4096

/** @param began `event.timeStamp` of the pointer event */
export function recordLatency(began: number): void {
  const kept = window.__latencies
  if (!kept) return
  if (kept.length >= most) kept.shift()
  kept.push(performance.now() - began)
}
