/** The colours of a map's points, whatever they are coloured by. */
import { grounds, labelColours } from '../../shared/palette.ts'
import type { Theme } from '../../shared/palette.ts'
import { restShapeAt, shapesOfLabels } from '../../shared/shapes.ts'
import { packColour } from '../colours.ts'
import { shadesOf } from './scales.ts'

export interface Colouring {
  /** The group of each point, −1 for none, with how many images each group has. */
  groups: { of: Int16Array; counts: readonly number[] }
  /** Numbers take the place of groups. */
  numbers?: { values: Float32Array; limits: readonly [number, number] }
}

/** One packed colour for each point, by row. */
export function coloursOf({ groups, numbers }: Colouring, theme: Theme): Uint32Array {
  const ground = grounds[theme]
  if (numbers) return shadesOf(numbers.values, numbers.limits, theme, packColour(ground.rest))
  const plain = packColour(groups.counts.length > 0 ? ground.rest : ground.unlabelled)
  const shades = labelColours(groups.counts, theme).colours.map((colour) => packColour(colour))
  return Uint32Array.from(groups.of, (group) => (group < 0 ? plain : shades[group]))
}

/** The shape of each point by its group, a place in `allShapes`; none where numbers or nothing colour it. */
export function shapesOf({ groups, numbers }: Colouring): Uint8Array | undefined {
  if (numbers || groups.counts.length === 0) return undefined
  const shapes = shapesOfLabels(groups.counts)
  return Uint8Array.from(groups.of, (group) => (group < 0 ? restShapeAt : shapes[group]))
}
