/**
 * How long it takes from a pointer event to the decoded image on the canvas. Kept only when the page was opened
 * for measuring (`?measure` in its address), in a ring that tests read as `window.__latencies`.
 */
declare global {
  interface Window {
    __latencies?: number[]
  }
}

const size = 4096

export function startMeasuring(): void {
  if (new URLSearchParams(window.location.search).has('measure')) window.__latencies = []
}

/** @param began `event.timeStamp` of the pointer event */
export function recordLatency(began: number): void {
  const ring = window.__latencies
  if (!ring) return
  if (ring.length >= size) ring.shift()
  ring.push(performance.now() - began)
}
