/** Figures and names as the command line prints them. */
import type { RunConfig, Terms } from '../shared/schemas.ts'
import { traitsOf } from '../shared/traits.ts'

/** 12345 as 12,345. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** "1 image", "2 images". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A figure in a unit; bytes become KB, MB or GB. */
export function quantity(value: number, unit: string): string {
  if (unit !== 'bytes') return `${count(value)} ${unit}`
  const steps = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(value, 1)) / 3)))
  return `${(value / 1000 ** step).toFixed(step > 1 ? 1 : 0)} ${steps[step]}`
}

/** Seconds as a person says them: "8 s", "2 min 5 s", "1 h 4 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60]
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Nats with a true minus sign, one decimal. */
export function nats(value: number): string {
  return value.toFixed(1).replace('-', '−')
}

/** Without control characters, which a file's name could use to write on the terminal as it likes. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
}

/** Columns of text, each as wide as its widest cell; figures (by column index) to the right. */
export function table(rows: string[][], right: number[] = []): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
        )
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

/** What a run maximises, in the words of its model: "ELBO −298.4 nats". */
export function objectiveWords(config: Pick<RunConfig, 'model'>, { elbo }: Pick<Terms, 'elbo'>): string {
  const { prior, latent } = traitsOf(config)
  if (!latent) return `cross-entropy ${(-elbo).toPrecision(3)} nats`
  return `${prior ? 'ELBO' : 'log p(x|z)'} ${nats(elbo)} nats`
}

/** The same with its parts. */
export function termsWords(config: Pick<RunConfig, 'model'>, terms: Terms): string {
  const { prior } = traitsOf(config)
  const parts = [
    ...(prior ? [`reconstruction ${nats(terms.reconstruction)}`, `KL ${nats(terms.kl)}`] : []),
    ...(terms.bound === undefined ? [] : [`importance weighted bound ${nats(terms.bound)}`]),
    ...(terms.accuracy === undefined ? [] : [`${(100 * terms.accuracy).toFixed(1)} % told right`])
  ]
  return objectiveWords(config, terms) + (parts.length > 0 ? ` (${parts.join(', ')})` : '')
}
