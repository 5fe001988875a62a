/** The groups that a legend lists, when points are coloured by groups and not by numbers. */
import { grounds, labelColours } from '../shared/palette.ts'
import { restShapeAt, shapesOfLabels } from '../shared/shapes.ts'
import { colouring } from './states/colouring.svelte.ts'
import { map } from './states/map.svelte.ts'
import { project } from './states/project.svelte.ts'
import { settings } from './states/settings.svelte.ts'
import { t } from './words/words.svelte.ts'

export interface LegendGroup {
  /** −1 for images that are in no group. */
  index: number
  name: string
  /** Images in it, where that is known. */
  count?: number
  colour: string
  /** A place in `allShapes`. */
  shape: number
}

/** To be called while a component is set up. */
export function legendGroups(): { readonly current: LegendGroup[] | undefined } {
  const current = $derived.by((): LegendGroup[] | undefined => {
    const { by, counts } = colouring
    const { colours } = labelColours(counts, settings.theme)
    const shapes = shapesOfLabels(counts)
    if (by === 'split')
      return [t('split.train'), t('split.validation'), t('split.test')]
        .map((name, index) => ({
          index,
          name,
          count: counts[index],
          colour: colours[index],
          shape: shapes[index]
        }))
        .filter(({ count }) => count > 0)
    const groups = by === 'inferred' ? colouring.categories : map.plane?.labels
    if ((by !== 'label' && by !== 'inferred') || !groups) return undefined
    const sizes = new Int32Array(counts.length)
    let without = 0
    for (const group of groups) {
      if (group < 0) without++
      else sizes[group]++
    }
    // While a run trains the map shows some of the images; the legend counts them all.
    const known = (project.dataset?.labels ?? [])
      .map(({ name }, index) => ({
        index,
        name,
        count: by === 'label' ? counts[index] : sizes[index],
        colour: colours[index],
        shape: shapes[index]
      }))
      .filter(({ count }) => count > 0)
    const { rest, unlabelled } = grounds[settings.theme]
    const colour = counts.length > 0 ? rest : unlabelled
    return without > 0 && known.length > 0
      ? [...known, { index: -1, name: t('filter.unlabelled'), count: without, colour, shape: restShapeAt }]
      : known
  })
  return {
    get current() {
      return current
    }
  }
}
