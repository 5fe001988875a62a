/** Numbers, times and paths as people read them: a true minus sign, thin spaces in thousands. */

const minus = '\u2212'
const thinSpace = '\u2009'

/** 12345 → 12 345 (with a thin space); four digits stay together. */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.round(value)).toString()
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, thinSpace) : digits
  return value < 0 && grouped !== '0' ? minus + grouped : grouped
}

/** A fixed number of decimals with a true minus sign; never −0.00. */
export function formatNumber(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '—' : value > 0 ? '∞' : `${minus}∞`
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? minus + text : text
}

/** Three significant digits, for figures of unknown size such as rates. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return '—'
  if (Math.abs(value) >= 1000) return formatCount(Number(value.toPrecision(3)))
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return formatNumber(value, decimals)
}

/** A decimal number that a person typed: comma or point, true minus or hyphen; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replace(minus, '-').replace(',', '.').replaceAll(thinSpace, '')
  if (plain === '') return undefined
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

export interface Duration {
  hours: number
  minutes: number
  seconds: number
}

/**
 * Seconds split for display. Long times are rounded up to coarse steps, so that a shown time left does not
 * pretend to be exact: above two minutes to 10 s, above ten to a minute.
 */
export function splitDuration(total: number): Duration {
  const step = total > 600 ? 60 : total > 120 ? 10 : 1
  const seconds = Math.max(0, Math.ceil(total / step) * step)
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor((seconds % 3600) / 60),
    seconds: seconds % 60
  }
}

/** z₁, z₂, … z₁₂. */
export function latentName(dimension: number): string {
  const digits = String(dimension + 1).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)))
  return `z${digits}`
}

/** The last part of a path, with either separator. */
export function fileName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  return parts[parts.length - 1] ?? path
}
