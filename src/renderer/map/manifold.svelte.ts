/** Keeps the manifold's tiles in step with what is seen. */
import { untrack } from 'svelte'
import type { ModelCondition } from '../../shared/contract.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { map } from '../states/map.svelte.ts'
import { project } from '../states/project.svelte.ts'
import type { Camera, Size } from './camera.ts'
import type { Tiles } from './ground.ts'
import { covers, gridFor, gridPoints, tilesOf } from './tiles.ts'

interface Seen {
  camera: Camera
  size: Size
  dark: boolean
}

/** How long the view must rest before finer tiles are decoded. */
const restMilliseconds = 90

/**
 * Decodes the tiles of the part of the plane that is seen, whenever that changes and rests a moment. Meanwhile
 * the tiles that are there stay. To be called while a component is set up.
 */
export function manifoldLayer(seen: () => Seen | undefined | false): { readonly tiles: Tiles | undefined } {
  let tiles = $state.raw<Tiles | undefined>()
  /** The tiles of the whole layer that were there last, and what they are of. */
  let whole: { tiles: Tiles; of: readonly unknown[] } | undefined
  const decode = latest((wish: { run: string; z: Float32Array; condition?: ModelCondition }) =>
    explorer.call('decode', wish.run, wish.z, wish.condition)
  )

  /** What the plane does not show decides what the manifold looks like, and so does what is asked for. */
  const key = $derived(
    map.projection.kind === 'umap'
      ? ''
      : Array.from(map.lift(0, 0), (value) => (Math.round(value * 1e4) / 1e4 + 0).toString()).join()
  )

  $effect(() => {
    const { run, showManifold, points, projection, condition, extent } = map
    const settings = project.dataset?.settings
    const now = seen()
    void [key, projection]
    if (!run || !showManifold || !points || !settings || !now || !extent) return
    const bytes = settings.size ** 2 * (settings.channels === 'rgb' ? 3 : 1)
    const grid = gridFor(now.camera, now.size, bytes, extent)
    if (!grid) return
    const of = [run, points.epoch, projection, condition, key, now.dark]
    const draw = async () => {
      try {
        const z = gridPoints(grid, map.latent, (first, second) => map.lift(first, second))
        const pixels = await decode({ run, z, condition })
        if (pixels === superseded || run !== map.run) return
        const made = tilesOf(grid, pixels, now.dark)
        const still = whole?.of.every((value, at) => value === of[at])
        if (covers(grid, extent)) whole = { tiles: made, of }
        else if (still) made.around = whole?.tiles
        tiles = made
      } catch (error) {
        tiles = undefined
        if (run === map.run) map.problem = problemOf(error) ?? map.problem
      }
    }
    const timer = setTimeout(() => void draw(), untrack(() => tiles) ? restMilliseconds : 0)
    return () => clearTimeout(timer)
  })

  return {
    get tiles() {
      return tiles
    }
  }
}
