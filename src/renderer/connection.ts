import { connect } from '../shared/client.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import type { ErrorEnvelope } from '../shared/errors.ts'
import { told } from './words/words.svelte.ts'

/** The window's one connection to main and the workers. */
export const connection = connect(window)
export const { app, explorer, giveWay, on } = connection

/** What went wrong, for the screen; undefined when somebody only cancelled. */
export function problemOf(error: unknown): ErrorEnvelope | undefined {
  if (error instanceof AppError && error.kind === 'cancelled') return undefined
  return told(toEnvelope(error))
}
