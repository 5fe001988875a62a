/** What the overlay marks on the points, as places of the plane. */
import { labelShades } from '../labelshades.svelte.ts'
import { imageData } from '../pixels.ts'
import { condition } from '../states/condition.svelte.ts'
import { map } from '../states/map.svelte.ts'
import { path } from '../states/path.svelte.ts'
import { pins } from '../states/pins.svelte.ts'
import { posterior } from '../states/posterior.svelte.ts'
import { selection } from '../states/selection.svelte.ts'
import type { Centre } from './gaussians.ts'
import type { OverlayScene, Place } from './overlay.ts'
import { outline } from './gestures/outline.svelte.ts'

type Marks = Omit<OverlayScene, 'camera' | 'size' | 'colours'>

/** To be called while a component is set up. */
export function overlayMarks(): { readonly current: Marks } {
  const pictures = $derived(
    pins.list.map((pin) => {
      const picture = document.createElement('canvas')
      picture.width = pin.encoded.image.width
      picture.height = pin.encoded.image.height
      picture.getContext('2d')!.putImageData(imageData(pin.encoded.image), 0, 0)
      return { pin, picture }
    })
  )
  const neighbours = $derived(
    Array.from(map.neighbours?.ids ?? [], (id) => map.rowOf(id))
      .filter((row) => row >= 0)
      .map(rowPlace)
  )
  const passed = $derived.by(() => {
    const { strip } = path
    if (!strip) return []
    const count = strip.pixels.count
    const latent = strip.z.length / count
    return Array.from({ length: count }, (_, i) =>
      map.placeOf(strip.z.subarray(i * latent, (i + 1) * latent))
    )
  })
  const pointed = $derived.by(() => {
    const row = map.rowOf(selection.pointed)
    return map.plane && row >= 0 ? rowPlace(row) : undefined
  })
  const shades = labelShades()
  const centres = $derived.by((): Centre[] => {
    const { priors, label: inUse, shifted } = condition
    const { home } = map
    if (!priors || !shifted || map.replayed || map.projection.kind === 'umap') return []
    const latent = priors.means.length / priors.labels.length
    return priors.labels.map((label, index) => {
      const mean = priors.means.subarray(index * latent, (index + 1) * latent)
      // Where z − μ(c) is shown all of them lie on one another.
      const place = map.placeOf(map.centres && home ? home.mean : mean)
      return { place, colour: shades.of(label), used: label === inUse }
    })
  })
  const spread = $derived.by(() => {
    const { selected } = map
    const covariance =
      selected &&
      posterior.known &&
      map.projection.covariance(selected.encoded.logVariance.map((value) => Math.exp(value)))
    return covariance && map.latent > 1
      ? { centre: map.placeOf(selected.encoded.mean), covariance }
      : undefined
  })
  // What does not move with the pointer is derived by itself: it is not painted again then.
  const stops = $derived(path.stops.map((stop) => map.placeOf(stop.z)))
  const pinned = $derived(
    pictures.map(({ pin, picture }) => ({
      place: map.placeOf(pin.encoded.mean),
      picture,
      shown: map.selected?.encoded === pin.encoded
    }))
  )
  const current = $derived({
    centres,
    spread,
    cursor: outline.at ?? (map.z && map.placeOf(map.z)),
    hovered: map.plane && map.hovered >= 0 ? rowPlace(map.hovered) : undefined,
    pointed,
    region: map.region,
    neighbours,
    stops,
    path: passed,
    frame: passed[path.frame],
    pins: pinned
  })
  return {
    get current() {
      return current
    }
  }
}

function rowPlace(row: number): Place {
  return map.plane ? [map.plane.first[row], map.plane.second[row]] : [0, 0]
}
