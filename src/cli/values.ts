/** Readers of option values. What they refuse is a usage error (exit status 2), said in words. */
import { InvalidArgumentError } from 'commander'

/** A whole number within limits. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value
    const limits = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
    throw new InvalidArgumentError(`It must be a whole number ${limits}.`)
  }
}

/** A finite number above a limit. */
export function above(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value > limit) return value
    throw new InvalidArgumentError(`It must be a number above ${limit}.`)
  }
}

/** A finite number of at least this. */
export function atLeast(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= limit) return value
    throw new InvalidArgumentError(`It must be a number of at least ${limit}.`)
  }
}

/** A number within limits. */
export function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

/** The names of what can be chosen. */
export const kinds = (choices: readonly { kind: string }[]): string[] => choices.map(({ kind }) => kind)

/** A colour as #rrggbb. */
export function colour(text: string): string {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be a colour such as #ffffff.')
}

/** Text that is not empty. */
export function named(text: string): string {
  if (text.trim().length > 0 && text.length <= 200) return text.trim()
  throw new InvalidArgumentError('It must be a name of 1 to 200 characters.')
}

/** One latent point, figures with commas between: "0.5,-1". */
export function latentPoint(text: string): number[] {
  // A true minus is what our own output prints, so it must read back.
  const parts = text.replaceAll('−', '-').split(',')
  const values = parts.map(Number)
  if (parts.every((part) => part.trim() !== '') && values.every(Number.isFinite)) return values
  throw new InvalidArgumentError('It must be figures with commas between, such as 0.5,-1.')
}

/** For an option that may be given several times. */
export function several<Value>(read: (text: string) => Value): (text: string, before?: Value[]) => Value[] {
  return (text, before = []) => [...before, read(text)]
}
