/** Keeps the images that take the place of dots in step with what is seen. */
import { untrack } from 'svelte'
import { imageData } from '../pixels.ts'
import { layers as shownLayers } from '../states/layers.svelte.ts'
import { map } from '../states/map.svelte.ts'
import { thumbnails } from '../states/thumbnails.ts'
import { visible } from '../states/visible.svelte.ts'
import type { Camera, Size } from './camera.ts'
import { thumbnailLayout } from './thumbnails.ts'
import type { ThumbnailLayout } from './thumbnails.ts'

interface Seen {
  camera: Camera
  size: Size
  fitScale: number
}

export interface Thumbnails extends ThumbnailLayout {
  /** By image id; those that are not here yet are left out. */
  pictures: ReadonlyMap<number, HTMLCanvasElement>
}

const mostKept = 3000

/** To be called while a component is set up. */
export function thumbnailLayer(seen: () => Seen | undefined | false): {
  readonly current: Thumbnails | undefined
} {
  // Not state: it only grows, and `arrived` tells of it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  const pictures = new Map<number, HTMLCanvasElement>()
  let arrived = $state(0)
  const layout = $derived.by(() => {
    const now = seen()
    const { plane, nearest, showPoints } = map
    if (!now || !plane || !nearest || !showPoints || !shownLayers.thumbnails) return undefined
    return thumbnailLayout(plane, nearest, now.camera, now.size, now.fitScale, visible.hidden)
  })

  function keep(id: number, picture: HTMLCanvasElement): void {
    pictures.set(id, picture)
    for (const old of pictures.keys()) {
      if (pictures.size <= mostKept) break
      pictures.delete(old)
    }
  }

  $effect(() => {
    const { plane, run } = map
    if (!layout || !plane) return
    const missing = Array.from(layout.rows, (row) => plane.ids[row]).filter((id) => !pictures.has(id))
    if (missing.length === 0) return
    void thumbnails.getAll(missing).then((found) => {
      if (run !== map.run) return
      missing.forEach((id, at) => {
        const pixels = found[at]
        if (!pixels) return
        const picture = document.createElement('canvas')
        picture.width = pixels.width
        picture.height = pixels.height
        picture.getContext('2d')!.putImageData(imageData(pixels), 0, 0)
        keep(id, picture)
      })
      untrack(() => arrived++)
    })
  })

  const current = $derived.by(() => {
    void arrived
    return layout && { ...layout, pictures }
  })
  return {
    get current() {
      return current
    }
  }
}
