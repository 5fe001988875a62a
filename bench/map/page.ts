/** The page that the contestants share: one canvas each, the one whose turn it is on top. */
import { isSoftware } from '../../src/renderer/map/choose.ts'
import { radiusFor } from '../../src/renderer/map/drawer.ts'
import { labelColours } from '../../src/shared/palette.ts'
import type { Contestant, Stage } from './contestant.ts'
import { deck } from './deck.js'
import { raster, webgl } from './ours.ts'
import { cloudOf } from './points.ts'
import { scatterplot } from './scatterplot.js'

const makers: Record<string, (canvas: HTMLCanvasElement, stage: Stage) => Contestant | Promise<Contestant>> =
  { raster, webgl, 'regl-scatterplot': scatterplot, 'deck.gl': deck }

const size = { width: 1200, height: 800 }
const scale = 140
let contestants: Record<string, Contestant> = {}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/** Makes every contestant ready with so many points. */
async function begin(count: number): Promise<void> {
  for (const { canvas, dispose } of Object.values(contestants)) {
    dispose()
    canvas.remove()
  }
  contestants = {}
  const stage: Stage = {
    cloud: cloudOf(count),
    ...size,
    scale,
    radius: radiusFor(count, 1, 1),
    colours: labelColours(new Array<number>(10).fill(1), 'dark').colours
  }
  for (const [name, make] of Object.entries(makers)) {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, size)
    canvas.style.width = `${size.width}px`
    canvas.style.height = `${size.height}px`
    document.body.append(canvas)
    contestants[name] = await make(canvas, stage)
    await frame()
    canvas.style.display = 'none'
  }
}

/** How long one that draws hardly anything is waited for. */
const patience = 10_000

/** Waits until what was asked of WebGL is drawn: asking alone costs nothing. */
function settle(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
}

/** Pans round a circle, as far in a second as a hand does; pictures a second. */
async function turn(name: string, milliseconds: number): Promise<number> {
  const contestant = contestants[name]
  contestant.canvas.style.display = 'block'
  const panned = (at: number) => {
    const angle = at / 400
    contestant.pan(120 * Math.sin(angle), 120 * (1 - Math.cos(angle)))
  }
  const start = performance.now()
  // The first pictures pay for being shown again.
  for (let warm = 0; warm < 3; warm++) {
    panned(performance.now() - start)
    await frame()
  }
  settle(contestant.canvas)
  const began = performance.now()
  const before = contestant.drawn
  const elapsed = () => performance.now() - began
  const slow = () => contestant.drawn - before < 2 && elapsed() < patience
  while (elapsed() < milliseconds || slow()) {
    panned(performance.now() - start)
    await frame()
  }
  settle(contestant.canvas)
  const rate = (1000 * (contestant.drawn - before)) / elapsed()
  contestant.canvas.style.display = 'none'
  await frame()
  return rate
}

/** What WebGL draws with, and whether that is the processor. */
function device(): { name: string; software: boolean } {
  const gl = document.createElement('canvas').getContext('webgl2')
  const names = gl?.getExtension('WEBGL_debug_renderer_info')
  const name = gl ? String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : 'none'
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  return { name, software: !gl || isSoftware(name) }
}

Object.assign(window, { mapBench: { begin, turn, device } })
