/** How every command meets its surroundings: standard output, standard error, the interrupt, the exit status. */
import { AppError, toEnvelope } from '../shared/errors.ts'
import { Terminal } from './terminal.ts'
import { printable } from './words.ts'

export const exitStatus = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

/** Where a command's exit status is kept until the process ends. */
export interface Outcome {
  status: number
}

export interface Shell {
  /** Prints one object and nothing else on standard output. */
  json: boolean
  terminal: Terminal
  /** Aborted by the first Ctrl-C; the second ends the process at once. */
  signal: AbortSignal
  /** The command's answer: the object with --json, the lines without. Called once. */
  answer(value: object, lines: string): void
}

/** Typed arrays as plain lists, so that an answer's figures read as JSON. */
function plain(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value
}

function listenForInterrupts(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted)
    controller.abort()
  }
  // A closed terminal (SIGHUP) ends the work in the same good order.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.on(name, interrupt)
  return {
    signal: controller.signal,
    stop() {
      for (const name of signals) process.off(name, interrupt)
    }
  }
}

/** Runs a command's work. @returns the exit status; what went wrong is then on standard error */
export async function inShell(json: boolean, work: (shell: Shell) => Promise<void>): Promise<number> {
  const terminal = new Terminal()
  const interrupts = listenForInterrupts()
  // Libraries that report on standard output would spoil the one object there.
  console.log = console.info = (...values: unknown[]) => console.error(...values)
  try {
    await work({
      json,
      terminal,
      signal: interrupts.signal,
      answer(value, lines) {
        terminal.clear()
        process.stdout.write(`${json ? JSON.stringify(value, plain) : printable(lines)}\n`)
      }
    })
    return exitStatus.done
  } catch (error) {
    terminal.clear()
    return report(error)
  } finally {
    interrupts.stop()
  }
}

/** Says what went wrong; the stack of an error only with LATENTSCAPE_DEBUG=1. @returns the exit status */
export function report(error: unknown): number {
  const { kind, message } = toEnvelope(error)
  const known = error instanceof AppError || kind !== 'internal'
  const text = known ? message : `Something went wrong inside Latentscape: ${message}`
  process.stderr.write(`${printable(text)}\n`)
  if (process.env.LATENTSCAPE_DEBUG === '1' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  if (kind === 'usage') return exitStatus.usage
  return kind === 'cancelled' ? exitStatus.interrupted : exitStatus.failed
}
