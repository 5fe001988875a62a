/** Our two drawers as the map uses them. */
import { emphasisOf } from '../../src/renderer/map/drawer.ts'
import type { PointDrawer } from '../../src/renderer/map/drawer.ts'
import { RasterDrawer } from '../../src/renderer/map/raster.ts'
import { WebglDrawer } from '../../src/renderer/map/webgl.ts'
import { channels } from './contestant.ts'
import type { Contestant, Stage } from './contestant.ts'

function ours(canvas: HTMLCanvasElement, drawer: PointDrawer, stage: Stage): Contestant {
  const { cloud, width, height, scale, radius } = stage
  const table = stage.colours.map((colour) => {
    const [red, green, blue] = channels(colour)
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
  })
  const { first, second, count } = cloud
  const colours = Uint32Array.from(cloud.groups, (group) => table[group])
  drawer.resize({ width, height }, 1)
  drawer.setDots({ first, second, colours, count, chosen: 0 })
  let drawn = 0
  return {
    canvas,
    get drawn() {
      return drawn
    },
    pan(x, y) {
      drawer.draw({ scale, x: width / 2 + x, y: height / 2 + y }, radius, emphasisOf(0, 0))
      drawn++
    },
    dispose: () => drawer.dispose()
  }
}

export const raster = (canvas: HTMLCanvasElement, stage: Stage): Contestant =>
  ours(canvas, new RasterDrawer(canvas), stage)

export function webgl(canvas: HTMLCanvasElement, stage: Stage): Contestant {
  const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, antialias: false })
  if (!gl) throw new Error('There is no WebGL 2')
  return ours(canvas, new WebglDrawer(gl), stage)
}
