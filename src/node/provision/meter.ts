/** Turns "so many done" into the progress a person reads: rate and time left, at most ten times a second. */
import type { Progress } from '../../shared/contract.ts'

export type ReportProgress = (progress: Progress) => void

/**
 * @param total in `unit`
 * @returns to be called with how much is done; the call that reaches the total is always reported
 */
export function meter(
  phase: string,
  total: number,
  unit: string,
  report?: ReportProgress
): (done: number) => void {
  const started = performance.now()
  let reported = -Infinity
  return (done) => {
    const now = performance.now()
    if (!report || (done < total && now - reported < 100)) return
    reported = now
    const seconds = (now - started) / 1000
    const rate = seconds > 0 ? done / seconds : 0
    // Too early, a time left would only be noise.
    const secondsLeft = seconds > 1 && rate > 0 ? (total - done) / rate : undefined
    report({ phase, done, total, unit, rate, secondsLeft })
  }
}
