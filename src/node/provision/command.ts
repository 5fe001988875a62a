/** Runs other programs: their output goes to a log, an abort ends them, and they do not outlive this process. */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'

export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
  /** A file the output is added to. */
  log?: string
}

export interface CommandResult {
  /** The exit status; −1 when a signal ended it. */
  status: number
  /** The end of both outputs together. */
  output: string
}

const outputLimit = 20_000

/** The error every cancelled step throws. */
export function cancelled(): AppError {
  return new AppError('cancelled', said('tensorflow-stopped'))
}

/**
 * @returns undefined when there is no such program
 * @throws AppError 'cancelled' once the program has ended after an abort
 */
export async function runCommand(
  command: string,
  args: string[],
  options: CommandOptions = {}
): Promise<CommandResult | undefined> {
  const { cwd, env, signal, log } = options
  if (signal?.aborted) throw cancelled()
  const file = log ? createWriteStream(log, { flags: 'a' }) : undefined
  // A log that cannot be written must not stop the work.
  file?.on('error', () => {})
  file?.write(`\n$ ${[command, ...args].join(' ')}\n`)
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  let output = ''
  const take = (chunk: Buffer): void => {
    file?.write(chunk)
    output = (output + chunk.toString()).slice(-outputLimit)
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const end = (): void => void child.kill('SIGTERM')
  signal?.addEventListener('abort', end)
  process.once('exit', end)
  try {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' || error.code === 'EACCES' ? resolve(undefined) : reject(error)
      )
      child.on('close', (code) => resolve(code ?? -1))
    })
    if (signal?.aborted) throw cancelled()
    return status === undefined ? undefined : { status, output }
  } finally {
    signal?.removeEventListener('abort', end)
    process.off('exit', end)
    file?.end()
  }
}
