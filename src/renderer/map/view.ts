/**
 * The canvases of a map: ground, points, details, and the overlay's, each as large as what it shows. Each is painted
 * again only when what it shows changed, and at most once a frame; a moving pointer repaints a marker alone.
 */
import type { Camera, Size } from './camera.ts'
import { chooseDrawer } from './choose.ts'
import { paintDetails } from './details.ts'
import type { DetailsScene } from './details.ts'
import { emphasisOf, radiusFor, shapedRadius } from './drawer.ts'
import type { Dots, PointDrawer } from './drawer.ts'
import { Motion } from './motion.ts'
import { paintGround } from './ground.ts'
import type { GroundScene } from './ground.ts'
import { overlayParts } from './overlay.ts'
import type { OverlayPart, OverlayScene } from './overlay.ts'
import { Patch } from './patch.ts'

export class MapView {
  #ground: CanvasRenderingContext2D
  /** Of a map that shows no more than its points there is none. */
  #details: CanvasRenderingContext2D | undefined
  #overlay: readonly { part: OverlayPart; patch: Patch }[]
  #points: HTMLCanvasElement
  #drawer: PointDrawer
  #ratio = 1
  #size: Size = { width: 1, height: 1 }
  #dots?: Dots
  #motion?: Motion
  #groundScene?: GroundScene
  #detailsScene?: DetailsScene
  #overlayScene?: OverlayScene
  /** The scene that the overlay shows. */
  #overlaid?: OverlayScene
  #pointsScene?: { camera: Camera; fitScale: number; ring: number }
  #pointsStale = false
  #frame = 0

  /** @param overlay lies over the other canvases, exactly */
  constructor(
    ground: HTMLCanvasElement,
    points: HTMLCanvasElement,
    overlay: HTMLElement,
    details?: HTMLCanvasElement
  ) {
    this.#ground = ground.getContext('2d', { alpha: false })!
    this.#details = details?.getContext('2d') ?? undefined
    this.#overlay = overlayParts.map((part) => ({ part, patch: new Patch(overlay) }))
    this.#points = points
    this.#drawer = chooseDrawer(points)
  }

  get drawer(): PointDrawer['kind'] {
    return this.#drawer.kind
  }

  resize(size: Size, ratio: number): void {
    this.#size = size
    this.#ratio = ratio
    for (const context of [this.#ground, this.#details]) {
      if (!context) continue
      const { canvas } = context
      canvas.width = Math.max(1, Math.round(size.width * ratio))
      canvas.height = Math.max(1, Math.round(size.height * ratio))
    }
    this.#drawer.resize(size, ratio)
    this.#pointsStale = true
    this.#overlaid = undefined
  }

  /** @param moving whether points that are the same as before glide to their new places */
  setDots(dots: Dots, moving = false): void {
    const before = this.#dots
    this.#dots = dots
    this.#motion =
      moving && Motion.fits(before, dots) ? new Motion(before, dots, performance.now()) : undefined
    if (!this.#motion) this.#drawer.setDots(dots)
    this.#pointsStale = true
    this.#schedule()
  }

  showGround(scene: GroundScene): void {
    this.#groundScene = scene
    this.#schedule()
  }

  /**
   * @param fitScale the scale at which the whole map is seen
   * @param ring around chosen points, packed
   */
  showPoints(camera: Camera, fitScale: number, ring: number): void {
    this.#pointsScene = { camera, fitScale, ring }
    this.#pointsStale = true
    this.#schedule()
  }

  showDetails(scene: DetailsScene): void {
    this.#detailsScene = scene
    this.#schedule()
  }

  showOverlay(scene: OverlayScene): void {
    this.#overlayScene = scene
    this.#schedule()
  }

  /** Everything in one picture, as it is on the screen, in device pixels. */
  picture(withPoints: boolean): HTMLCanvasElement {
    // WebGL may have thrown its last picture away, so it is drawn again in the same task.
    this.#paint(true)
    const canvas = document.createElement('canvas')
    canvas.width = this.#ground.canvas.width
    canvas.height = this.#ground.canvas.height
    const context = canvas.getContext('2d')!
    context.drawImage(this.#ground.canvas, 0, 0)
    if (withPoints) context.drawImage(this.#points, 0, 0)
    if (this.#details) context.drawImage(this.#details.canvas, 0, 0)
    for (const { patch } of this.#overlay) patch.drawOn(context)
    return canvas
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame)
    this.#drawer.dispose()
    for (const { patch } of this.#overlay) patch.dispose()
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => this.#paint())
  }

  #paint(force = false): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (this.#groundScene) {
      this.#scaled(this.#ground)
      paintGround(this.#ground, this.#groundScene)
      this.#groundScene = undefined
    }
    if (this.#pointsScene && (this.#pointsStale || force)) {
      const { camera, fitScale, ring } = this.#pointsScene
      const { count = 0, chosen = 0, shapes } = this.#dots ?? {}
      this.#pointsStale = false
      this.#move()
      const radius = radiusFor(count, camera.scale, fitScale)
      this.#drawer.draw(camera, shapes ? shapedRadius(radius) : radius, emphasisOf(chosen, ring))
    }
    if (this.#details && this.#detailsScene) {
      this.#scaled(this.#details)
      paintDetails(this.#details, this.#detailsScene)
      this.#detailsScene = undefined
    }
    if (this.#overlayScene) {
      this.#paintOverlay({ ...this.#overlayScene, size: this.#size })
      this.#overlayScene = undefined
    }
  }

  #paintOverlay(scene: OverlayScene): void {
    const shown = this.#overlaid
    const same = (name: keyof OverlayScene) => shown !== undefined && shown[name] === scene[name]
    const framed = same('camera') && same('size') && same('colours')
    for (const { part, patch } of this.#overlay)
      if (!framed || !part.of.every(same))
        patch.paint(part.box(scene), scene.size, this.#ratio, (context) => part.paint(context, scene))
    this.#overlaid = scene
  }

  #move(): void {
    if (!this.#motion) return
    const { dots, arrived } = this.#motion.at(performance.now())
    this.#drawer.setDots(dots)
    if (arrived) this.#motion = undefined
    else {
      this.#pointsStale = true
      this.#schedule()
    }
  }

  #scaled(context: CanvasRenderingContext2D): void {
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
  }
}
