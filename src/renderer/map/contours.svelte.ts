/** Keeps the contours in step with the points. */
import { labelColours } from '../../shared/palette.ts'
import { problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { layers } from '../states/layers.svelte.ts'
import { map } from '../states/map.svelte.ts'
import { project } from '../states/project.svelte.ts'
import { settings } from '../states/settings.svelte.ts'
import type { Contour } from './contours.ts'
import { survey } from './survey.ts'
import type { Questions } from './surveyor.ts'

export interface ContourLines {
  contours: readonly Contour[]
  /** Of each label, by index. */
  colours: readonly string[]
}

/** To be called while a component is set up. */
export function contourLayer(): { readonly current: ContourLines | undefined } {
  let found = $state.raw<readonly Contour[]>([])
  const ask = latest((wish: Questions['contours']['ask']) => survey('contours', wish))
  const counts = $derived(project.dataset?.labels.map(({ count }) => count) ?? [])
  /** The labels that have colours of their own, the ten largest, and are shown. */
  const only = $derived.by(() => {
    const largest = counts.map((count, label) => ({ count, label })).sort((a, b) => b.count - a.count)
    return largest
      .slice(0, 10)
      .map(({ label }) => label)
      .filter((label) => !map.muted.has(label))
  })
  const wanted = $derived(layers.contours)

  $effect(() => {
    const { plane } = map
    if (wanted === 'none' || !plane) {
      found = []
      return
    }
    const { first, second, labels, count } = plane
    const wish = { first, second, labels, count, only: wanted === 'label' ? only : undefined }
    void (async () => {
      try {
        const contours = await ask(wish)
        if (contours !== superseded && wanted === layers.contours) found = contours
      } catch (error) {
        map.problem = problemOf(error) ?? map.problem
      }
    })()
  })

  const current = $derived(
    found.length > 0 && wanted !== 'none'
      ? { contours: found, colours: labelColours(counts, settings.theme).colours }
      : undefined
  )
  return {
    get current() {
      return current
    }
  }
}
