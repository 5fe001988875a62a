/** What a person watches while a command runs. All of it goes to standard error; standard output is for results. */
import type { Progress } from '../shared/contract.ts'
import { count, duration, printable, quantity } from './words.ts'

const barWidth = 24
const redrawEvery = 100
const lineEvery = 5000

/** Where lines and bars go: process.stderr, or a stand-in. */
export interface TextStream {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth)
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled)
}

/** One line about a long job: how far, how fast, how long still. */
export function progressText(progress: Progress): string {
  const { done, total, unit, rate, secondsLeft } = progress
  const sofar = unit === 'bytes' ? quantity(done, unit) : count(done)
  const parts = [total > 0 ? `${sofar} of ${quantity(total, unit)}` : quantity(done, unit)]
  if (rate > 0) parts.push(`${quantity(rate, unit)}/s`)
  if (secondsLeft !== undefined && done < total) parts.push(`${duration(secondsLeft)} left`)
  return parts.join(', ')
}

export class Terminal {
  private shownAt = -Infinity
  private phase = ''
  private barShown = false

  constructor(private readonly stream: TextStream = process.stderr) {}

  /** A line of its own, above the bar. */
  line(text: string): void {
    this.clear()
    this.stream.write(`${printable(text)}\n`)
  }

  /** A bar that redraws itself on a terminal; elsewhere a line every few seconds, and at a phase's start and end. */
  progress(progress: Progress, detail = ''): void {
    const ended = progress.total > 0 && progress.done >= progress.total
    const begun = progress.phase !== this.phase
    if (begun) this.clear()
    const now = performance.now()
    if (!begun && !ended && now - this.shownAt < (this.stream.isTTY ? redrawEvery : lineEvery)) return
    this.phase = ended ? '' : progress.phase
    this.shownAt = now
    const text = [progressText(progress), detail].filter(Boolean).join(' · ')
    if (!this.stream.isTTY) {
      this.stream.write(`${printable(`${progress.phase}: ${text}`)}\n`)
      return
    }
    const drawn = progress.total > 0 ? `${bar(progress.done / progress.total)} ` : ''
    const whole = printable(`${progress.phase}  ${drawn} ${text}`)
    this.stream.write(`\r\u001b[2K${whole.slice(0, Math.max(20, (this.stream.columns ?? 80) - 1))}`)
    this.barShown = true
    if (ended) {
      this.stream.write('\n')
      this.barShown = false
    }
  }

  /** Takes the bar away, so that what is printed next starts on a clean line. */
  clear(): void {
    if (this.barShown) this.stream.write('\r\u001b[2K')
    this.barShown = false
  }
}
