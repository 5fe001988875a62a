import type { PointDrawer } from './drawer.ts'
import { RasterDrawer } from './raster.ts'
import { WebglDrawer } from './webgl.ts'

const software = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Whether the name of a graphics device belongs to a driver that computes on the CPU. */
export function isSoftware(renderer: string): boolean {
  return software.test(renderer)
}

let hardware: boolean | undefined

function hasHardware(): boolean {
  if (hardware !== undefined) return hardware
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return (hardware = false)
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return (hardware = !isSoftware(renderer))
}

/** The quicker drawer for this machine. */
export function chooseDrawer(canvas: HTMLCanvasElement): PointDrawer {
  if (hasHardware()) {
    const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, antialias: false })
    if (gl) return new WebglDrawer(gl)
  }
  return new RasterDrawer(canvas)
}
