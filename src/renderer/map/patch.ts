/** A part of a picture, in CSS pixels. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Sides are multiples of so many device pixels, so that a canvas seldom has to be made anew. */
const grain = 32

/** The box that holds all places with a margin around each; undefined when there are none. */
export function boxAround(places: Iterable<readonly [number, number]>, margin: number): Box | undefined {
  let box: Box | undefined
  for (const [x, y] of places) box = joined(box, { left: x, top: y, right: x, bottom: y })
  return box && grown(box, margin)
}

export function grown({ left, top, right, bottom }: Box, margin: number): Box {
  return { left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin }
}

/** The box that holds both. */
export function joined(a: Box | undefined, b: Box | undefined): Box | undefined {
  if (!a || !b) return a ?? b
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom)
  }
}

/**
 * A canvas no larger than what is drawn on it. Where no GPU draws the page, a canvas that changed costs by its area,
 * several milliseconds for one as large as the map: a marker that follows the pointer must not be that dear.
 */
export class Patch {
  #context: CanvasRenderingContext2D
  /** Where it lies in its frame, in device pixels; undefined while it shows nothing. */
  #at: readonly [number, number] | undefined

  /** @param frame the element it lies in, at whose left upper corner its pixels begin */
  constructor(frame: HTMLElement) {
    const canvas = document.createElement('canvas')
    Object.assign(canvas.style, { display: 'none', position: 'absolute', top: '0', left: '0' })
    frame.append(canvas)
    this.#context = canvas.getContext('2d')!
  }

  /**
   * @param box what is painted, as far as it lies in the frame; undefined shows nothing
   * @param ratio device pixels per CSS pixel
   * @param paint is given a context in the frame's own pixels
   */
  paint(
    box: Box | undefined,
    frame: { width: number; height: number },
    ratio: number,
    paint: (context: CanvasRenderingContext2D) => void
  ): void {
    const context = this.#context
    const { canvas } = context
    const left = box ? Math.max(0, Math.floor(box.left * ratio)) : 0
    const top = box ? Math.max(0, Math.floor(box.top * ratio)) : 0
    const right = box ? Math.min(Math.round(frame.width * ratio), Math.ceil(box.right * ratio)) : 0
    const bottom = box ? Math.min(Math.round(frame.height * ratio), Math.ceil(box.bottom * ratio)) : 0
    const shown = right > left && bottom > top
    canvas.style.display = shown ? 'block' : 'none'
    this.#at = shown ? [left, top] : undefined
    if (!shown) return
    const width = grain * Math.ceil((right - left) / grain)
    const height = grain * Math.ceil((bottom - top) / grain)
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
      canvas.style.width = `${width / ratio}px`
      canvas.style.height = `${height / ratio}px`
    } else {
      context.resetTransform()
      context.clearRect(0, 0, width, height)
    }
    canvas.style.transform = `translate(${left / ratio}px, ${top / ratio}px)`
    context.setTransform(ratio, 0, 0, ratio, -left, -top)
    paint(context)
  }

  /** Draws what it shows on a picture of the whole frame in device pixels. */
  drawOn(picture: CanvasRenderingContext2D): void {
    if (this.#at) picture.drawImage(this.#context.canvas, ...this.#at)
  }

  dispose(): void {
    this.#context.canvas.remove()
  }
}
