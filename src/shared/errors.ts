import { sentence, said } from './problems.ts'
import type { Said } from './problems.ts'

/**
 * The kinds of failure a person can meet. The kind travels over every port and decides what the screen offers
 * and which exit status the command line uses; the message says what happened, what is safe and what to do.
 */
export type ErrorKind =
  /** What was asked cannot be done as asked: a wrong option, an empty folder, settings that contradict. */
  | 'input'
  /** The command line was called wrongly (exit status 2). */
  | 'usage'
  /** A file, a run or an image that was named is not there. */
  | 'missing'
  /** Another process holds the project. */
  | 'busy'
  /** No space, no rights, a file that vanished. */
  | 'disk'
  /** A file of ours is damaged or from another version. */
  | 'format'
  /** No engine could be loaded, or the engine failed. */
  | 'engine'
  /** Training left the finite numbers. */
  | 'diverged'
  /** The person or the program cancelled. */
  | 'cancelled'
  /** A worker process ended while the request was under way. */
  | 'lost'
  /** A fault of ours. */
  | 'internal'

/** An error meant to be read by a person. Anything else that is thrown is a fault of ours ('internal'). */
export class AppError extends Error {
  override name = 'AppError'
  /** What it says as a code with values, where it can be told in another language. */
  readonly said?: Said
  /** @param words the sentence itself, or a problem of the catalogue */
  constructor(
    readonly kind: ErrorKind,
    words: string | Said,
    options?: { cause?: unknown }
  ) {
    super(typeof words === 'string' ? words : sentence(words), options)
    if (typeof words !== 'string') this.said = words
  }
}

/** What crosses a port in place of an Error. */
export interface ErrorEnvelope {
  kind: ErrorKind
  message: string
  said?: Said
}

const diskCodes: Record<string, 'disk-full' | 'quota' | 'permission' | 'read-only'> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'quota',
  EACCES: 'permission',
  EPERM: 'permission',
  EROFS: 'read-only'
}

const enveloped = (kind: ErrorKind, problem: Said): ErrorEnvelope => ({
  kind,
  message: sentence(problem),
  said: problem
})

/** Turns anything thrown into an envelope; disk faults are named in words, nothing carries a stack trace. */
export function toEnvelope(error: unknown): ErrorEnvelope {
  if (error instanceof AppError)
    return { kind: error.kind, message: error.message, ...(error.said && { said: error.said }) }
  if (error instanceof Error) {
    if (error.name === 'AbortError') return enveloped('cancelled', said('cancelled'))
    const { code, path } = error as { code?: string; path?: string }
    if (code && code in diskCodes)
      return enveloped('disk', said(diskCodes[code], { where: path ? `: ${path}` : '' }))
    if (code === 'ENOENT') return enveloped('missing', said('not-found', { path: path ?? error.message }))
    return { kind: 'internal', message: error.message }
  }
  return { kind: 'internal', message: String(error) }
}

/** The envelope as an error again, on the other side of a port. */
export function fromEnvelope({ kind, message, said: problem }: ErrorEnvelope): AppError {
  return new AppError(kind, problem && sentence(problem) === message ? problem : message)
}
