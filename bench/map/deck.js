/** deck.gl. Plain JavaScript: its types are where it is, in the cache. */
import { Deck, OrthographicView } from '@deck.gl/core'
import { ScatterplotLayer } from '@deck.gl/layers'
import { channels } from './contestant.ts'

/** @param {HTMLCanvasElement} canvas @param {import('./contestant.ts').Stage} stage */
export async function deck(canvas, { cloud, width, height, scale, radius, colours }) {
  const { count, first, second, groups } = cloud
  const places = new Float32Array(2 * count)
  const tints = new Uint8Array(4 * count)
  const table = colours.map(channels)
  for (let i = 0; i < count; i++) {
    places[2 * i] = first[i]
    places[2 * i + 1] = -second[i]
    tints.set([...table[groups[i]], 255], 4 * i)
  }
  const attributes = {
    getPosition: { value: places, size: 2 },
    getFillColor: { value: tints, size: 4, normalized: true }
  }
  const layer = new ScatterplotLayer({
    id: 'points',
    data: { length: count, attributes },
    getRadius: radius,
    radiusUnits: 'pixels',
    pickable: false
  })
  const stateAt = (x, y) => ({ target: [-x / scale, -y / scale, 0], zoom: Math.log2(scale) })
  let drawn = 0
  let ready
  const loaded = new Promise((resolve) => (ready = resolve))
  const view = new Deck({
    canvas,
    width,
    height,
    useDevicePixels: 1,
    views: new OrthographicView({ id: 'plane' }),
    viewState: stateAt(0, 0),
    controller: false,
    layers: [layer],
    onAfterRender: () => {
      drawn++
      ready()
    }
  })
  await loaded
  return {
    canvas,
    get drawn() {
      return drawn
    },
    pan: (x, y) => view.setProps({ viewState: stateAt(x, y) }),
    dispose: () => view.finalize()
  }
}
