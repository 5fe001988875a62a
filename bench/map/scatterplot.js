/** regl-scatterplot. Plain JavaScript: its types are where it is, in the cache. */
import createScatterplot from 'regl-scatterplot'

/** @param {HTMLCanvasElement} canvas @param {import('./contestant.ts').Stage} stage */
export async function scatterplot(canvas, { cloud, width, height, scale, radius, colours }) {
  const plot = createScatterplot({
    canvas,
    width,
    height,
    pointSize: 2 * radius,
    pointColor: colours,
    opacity: 1,
    colorBy: 'category',
    showReticle: false
  })
  let drawn = 0
  plot.subscribe('draw', () => drawn++)
  // Its camera shows −1 to 1 along the shorter side.
  const half = height / 2 / scale
  await plot.draw({
    x: cloud.first.map((value) => value / half),
    y: cloud.second.map((value) => value / half),
    z: Float32Array.from(cloud.groups)
  })
  const view = Float32Array.from(plot.get('cameraView'))
  return {
    canvas,
    get drawn() {
      return drawn
    },
    pan(x, y) {
      const moved = Float32Array.from(view)
      moved[12] += (2 * x) / height
      moved[13] -= (2 * y) / height
      plot.set({ cameraView: moved })
    },
    dispose: () => plot.destroy()
  }
}
