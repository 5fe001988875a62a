/** Zooming and panning by wheel, fingers and drags, by d3-zoom. */
import { select, zoom, zoomIdentity } from 'd3'
import type { D3ZoomEvent } from 'd3'
import type { Camera, Size } from '../camera.ts'

export interface Zooming {
  /** d3-zoom must know where the camera is, whoever moved it. */
  sync(camera: Camera, fitScale: number): void
  dispose(): void
}

/** How far the scale may go from the one that shows the whole map. */
export const scaleLimits = (fitScale: number): [number, number] => [fitScale / 5, fitScale * 400]

/**
 * @param canPan whether a drag of the main button moves the map now; the others always do
 * @param moved told only what a person did
 */
export function attachZoom(
  frame: HTMLElement,
  canPan: () => boolean,
  moved: (camera: Camera) => void
): Zooming {
  const selection = select<HTMLElement, unknown>(frame)
  const zooming = zoom<HTMLElement, unknown>()
    .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
      if (event.type === 'wheel') return true
      if (event.type === 'dblclick') return false
      if ('touches' in event) return event.touches.length > 1 || canPan()
      const { button } = event as MouseEvent
      const held = event.shiftKey || event.ctrlKey || event.metaKey
      return button === 1 || button === 2 || (button === 0 && canPan() && !held)
    })
    .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
      if (!event.sourceEvent) return
      const { k, x, y } = event.transform
      moved({ scale: k, x, y })
    })
  selection.call(zooming)
  return {
    sync(camera, fitScale) {
      zooming.scaleExtent(scaleLimits(fitScale))
      selection.property('__zoom', zoomIdentity.translate(camera.x, camera.y).scale(camera.scale))
    },
    dispose: () => void selection.on('.zoom', null)
  }
}

/** The camera with another scale and the same middle. */
export function scaledBy(camera: Camera, factor: number, size: Size, fitScale: number): Camera {
  const [least, most] = scaleLimits(fitScale)
  const scale = Math.min(most, Math.max(least, camera.scale * factor))
  const ratio = scale / camera.scale
  const [cx, cy] = [size.width / 2, size.height / 2]
  return { scale, x: cx + (camera.x - cx) * ratio, y: cy + (camera.y - cy) * ratio }
}
