/** The colour that a label has on the map, by its name. */
import { grounds, labelColours } from '../shared/palette.ts'
import { project } from './states/project.svelte.ts'
import { settings } from './states/settings.svelte.ts'

/** To be called while a component is set up. */
export function labelShades(): { of(label: string): string } {
  const shades = $derived.by((): Record<string, string | undefined> => {
    const labels = project.dataset?.labels ?? []
    const { colours } = labelColours(
      labels.map(({ count }) => count),
      settings.theme
    )
    return Object.fromEntries(labels.map(({ name }, index) => [name, colours[index]]))
  })
  return { of: (label) => shades[label] ?? grounds[settings.theme].rest }
}
