/** Runs the real command line in a process of its own. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../bin/latentscape.mjs', import.meta.url))

export interface Ran {
  status: number | null
  out: string
  error: string
}

export interface Running {
  /** Sends a signal as the terminal would. */
  interrupt(): void
  /** Resolves when standard error holds this text. */
  says(text: string): Promise<void>
  ended: Promise<Ran>
}

/**
 * Starts `latentscape …words`.
 * @param program another checkout's entry
 */
export function start(words: string[], cwd?: string, program = entry): Running {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const ran: Ran = { status: null, out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.error += text))
  const ended = new Promise<Ran>((resolve) =>
    child.on('close', (status) => resolve(Object.assign(ran, { status })))
  )
  return {
    interrupt: () => void child.kill('SIGINT'),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (ran.error.includes(text)) resolve()
        }
        child.stderr.on('data', look)
        void ended.then(() => reject(new Error(`Ended without saying "${text}": ${ran.error}`)))
        look()
      }),
    ended
  }
}

/** Runs to the end. */
export function run(words: string[], cwd?: string, program?: string): Promise<Ran> {
  return start(words, cwd, program).ended
}

/** Runs with --json; standard output must then be exactly one object. */
export async function runJson<Answer>(words: string[], cwd?: string, program?: string): Promise<Answer> {
  const ran = await run([...words, '--json'], cwd, program)
  if (ran.status !== 0) throw new Error(`${words.join(' ')} ended with ${ran.status}: ${ran.error}`)
  return JSON.parse(ran.out) as Answer
}
