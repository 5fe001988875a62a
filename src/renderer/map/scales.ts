/** Colours for numbers: one scale that people with colour-blindness read too, and that keeps its order in grey. */
import { interpolateViridis, quantileSorted, rgb } from 'd3'
import type { Theme } from '../../shared/palette.ts'
import { packColour } from '../colours.ts'

/** The part of the scale that stands out from the ground. */
const parts: Record<Theme, [number, number]> = { dark: [0.16, 1], light: [0, 0.86] }

/** A number between 0 and 1 as a colour. */
export function shadeOf(share: number, theme: Theme): string {
  const [from, to] = parts[theme]
  return rgb(interpolateViridis(from + share * (to - from))).formatHex()
}

/**
 * The limits that a scale runs between: all but the lowest and highest hundredth, so that a single far value does
 * not make all others look the same. Undefined where there is no number at all.
 */
export function limitsOf(values: Float32Array): [number, number] | undefined {
  const known = Array.from(values.filter(Number.isFinite).sort())
  if (known.length === 0) return undefined
  return [quantileSorted(known, 0.01)!, quantileSorted(known, 0.99)!]
}

const steps = 256

/** A packed colour for each number, `none` for those that are none. */
export function shadesOf(
  values: Float32Array,
  [least, most]: readonly [number, number],
  theme: Theme,
  none: number
): Uint32Array {
  const table = Uint32Array.from({ length: steps }, (_, i) => packColour(shadeOf(i / (steps - 1), theme)))
  const factor = (steps - 1) / Math.max(1e-12, most - least)
  return Uint32Array.from(values, (value) =>
    Number.isFinite(value)
      ? table[Math.min(steps - 1, Math.max(0, Math.round((value - least) * factor)))]
      : none
  )
}
