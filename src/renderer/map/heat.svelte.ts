/** Keeps the heat map under the points in step with the run, the plane and what is seen. */
import { untrack } from 'svelte'
import { traitsOf } from '../../shared/traits.ts'
import { explorer, on, problemOf } from '../connection.ts'
import { heat } from '../states/heat.svelte.ts'
import type { HeatKind } from '../states/heat.svelte.ts'
import { layers } from '../states/layers.svelte.ts'
import { map } from '../states/map.svelte.ts'
import { project } from '../states/project.svelte.ts'
import { settings } from '../states/settings.svelte.ts'
import { training } from '../states/training.svelte.ts'
import { boundsOf, visible } from './camera.ts'
import type { Bounds, Camera, Size } from './camera.ts'
import { boundsOfEllipse } from './extent.ts'
import { gaussianField, gridOver } from './field.ts'
import type { Field } from './field.ts'
import type { HeatLayer } from './ground.ts'
import { heatPicture } from './heatscale.ts'
import { limitsOf } from './scales.ts'
import { survey } from './survey.ts'
import { gridPoints } from './tiles.ts'

interface Seen {
  camera: Camera
  size: Size
}

/** Cells along the longer side of what is seen: each is four decoded images. */
const sensitivityCells = 48
/** How long the view must rest before it is computed again. */
const restMilliseconds = 250

const isHeat = (under: string): under is HeatKind => under !== 'nothing' && under !== 'manifold'

/** A box grown by a share of itself on each side. */
function grown({ left, right, bottom, top }: Bounds, share: number): Bounds {
  const [x, y] = [(right - left) * share, (top - bottom) * share]
  return { left: left - x, right: right + x, bottom: bottom - y, top: top + y }
}

/** The variances of every image's posterior, kept while the run and the labels stay as they are. */
let kept: { key: string; variances: Promise<Float32Array> } | undefined

function spreads(run: string, key: string): Promise<Float32Array> {
  if (kept?.key === key) return kept.variances
  const variances = explorer.call('field.spreads', run)
  const mine = { key, variances }
  kept = mine
  variances.catch(() => {
    if (kept === mine) kept = undefined
  })
  return variances
}

async function posterior(run: string): Promise<Field | undefined> {
  const { points, plane, projection, latent } = map
  if (!points || !plane) return undefined
  const variances = await spreads(run, `${run} ${points.epoch} ${project.dataset?.dataVersion}`)
  const covariances = new Float32Array(3 * plane.count)
  for (let row = 0; row < plane.count; row++) {
    const from = plane.ids[row] * latent
    const covariance = projection.covariance(variances.subarray(from, from + latent))
    if (covariance) covariances.set(covariance, 3 * row)
  }
  const { first, second, count } = plane
  const bounds = grown(boundsOf(first, second, map.extent), 0.15)
  return survey('mixture', { posteriors: { first, second, covariances, count }, bounds })
}

async function sensitivity(run: string, { camera, size }: Seen, signal: AbortSignal) {
  const { latent, condition } = map
  const bounds = visible(camera, size)
  const grid = gridOver(bounds, sensitivityCells)
  const step = (bounds.right - bounds.left) / grid.columns
  const z = gridPoints({ ...grid, left: bounds.left, top: bounds.top, step }, latent, (first, second) =>
    map.lift(first, second)
  )
  const origin = map.lift(0, 0)
  const along = [map.lift(1, 0), map.lift(0, 1)].flatMap((to) =>
    Array.from(to, (value, d) => value - origin[d])
  )
  const values = await explorer
    .with(signal)
    .call('field.sensitivity', run, z, Float32Array.from(along), condition)
  return { ...grid, values }
}

function limits(kind: HeatKind, values: Float32Array): readonly [number, number] {
  // Densities begin at none at all.
  if (kind === 'sensitivity') return limitsOf(values) ?? [0, 1]
  return [0, values.reduce((most, value) => Math.max(most, value), 0) || 1]
}

/** To be called while a component is set up. */
export function heatLayer(seen: () => Seen | undefined | false): { readonly current: HeatLayer | undefined } {
  const kind = $derived(isHeat(layers.under) ? layers.under : undefined)
  const missing = $derived.by(() => {
    if (!kind) return undefined
    if (map.config && !traitsOf(map.config).prior && kind !== 'sensitivity') return 'heat.noPrior'
    if (map.projection.kind === 'umap') return 'heat.bent'
    return kind === 'posterior' && training.jobOf(map.run) ? 'heat.training' : undefined
  })

  function take(of: HeatKind, field: Field | undefined): void {
    heat.field = field
    heat.limits = field && limits(of, field.values)
  }

  $effect(() => {
    heat.kind = kind
    heat.missing = missing
    heat.problem = undefined
    if (!kind || missing || !map.points) return take('prior', undefined)
    if (kind === 'prior') {
      const { prior } = map
      take('prior', prior && gaussianField(prior, boundsOfEllipse(prior, 4.2)))
      return
    }
    const { run, plane, projection, condition, extent } = map
    // Only what is sensitive to the view follows it.
    const view = kind === 'sensitivity' ? seen() : undefined
    void [plane, projection, condition, extent]
    if (!run || (kind === 'sensitivity' && !view)) return
    if (untrack(() => heat.field === undefined || shown !== kind)) take(kind, undefined)
    const stop = new AbortController()
    const compute = async () => {
      try {
        const field = view ? await sensitivity(run, view, stop.signal) : await posterior(run)
        if (stop.signal.aborted) return
        shown = kind
        take(kind, field)
      } catch (error) {
        if (!stop.signal.aborted) heat.problem = problemOf(error)
      }
    }
    const timer = setTimeout(() => void compute(), untrack(() => heat.field) ? restMilliseconds : 0)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  })
  let shown: HeatKind | undefined

  $effect(() =>
    on('progress', (progress) => {
      if (progress.phase === 'Posteriors' || progress.phase === 'Sensitivity')
        heat.progress = progress.done < progress.total ? progress : undefined
    })
  )
  // What a view that is gone has left behind.
  $effect(() => () => {
    heat.kind = undefined
    take('prior', undefined)
  })

  const current = $derived.by((): HeatLayer | undefined => {
    const { field } = heat
    if (!kind || !field || !heat.limits) return undefined
    const theme = settings.theme
    return { picture: heatPicture(field, heat.limits, theme), bounds: field.bounds }
  })
  return {
    get current() {
      return current
    }
  }
}
