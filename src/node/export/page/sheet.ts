/**
 * The manifold of an exported page: what the decoder makes of a lattice over the part of the map that is seen, decoded
 * a few images at a time, from the middle outwards, so that the page answers meanwhile. Plain script, as text.
 */
export const sheetScript = String.raw`
function makeSheet({ data, space, decode, changed }) {
  const { image, latent } = data
  const size = image.width * image.height
  let columns = 0
  let shown
  let older
  let running = 0
  /** As many across as decode in a few seconds. */
  const columnsOf = () => {
    // The first ones are slower: the browser compiles what it sees often.
    const times = Array.from({ length: 6 }, () => {
      const began = performance.now()
      decode(space.inputs(space.point))
      return performance.now() - began
    })
    const room = Math.floor(3072 / image.width)
    return Math.max(6, Math.min(24, room, Math.floor(Math.sqrt(5000 / Math.max(0.1, ...times.slice(-1))))))
  }
  /** Paints one image; grey ones as light on a dark ground and as ink on a light one, so that points stay louder. */
  function paint(tiles, tile) {
    const { bytes, ink } = tiles
    const pixels = tiles.context.createImageData(image.width, image.height)
    const { channels } = image
    for (let i = 0; i < size; i++) {
      const from = (tile * size + i) * channels
      const veiled = ink !== undefined && channels === 1
      for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = veiled ? ink : bytes[from + (channels === 1 ? 0 : c)]
      pixels.data[4 * i + 3] = veiled ? bytes[from] : 255
    }
    tiles.context.putImageData(pixels, (tile % tiles.columns) * image.width, Math.floor(tile / tiles.columns) * image.height)
  }
  /** The lattice over what is seen, finer by halves as one zooms in. */
  function lattice(seen, zoom) {
    const extent = space.extent()
    const level = latent > 1 ? Math.max(0, Math.min(12, Math.floor(Math.log2(zoom) + 1e-6))) : 0
    const across = extent.x[1] - extent.x[0]
    const cell = across / columns / 2 ** level
    const cut = (axis) => {
      const [low, high] = extent[axis]
      const whole = Math.max(1, Math.round((high - low) / cell))
      const from = Math.max(0, Math.floor((seen[axis][0] - low) / cell))
      const to = Math.min(whole, Math.ceil((seen[axis][1] - low) / cell))
      return { low: low + from * cell, count: to - from }
    }
    const [x, y] = [cut('x'), cut('y')]
    return x.count > 0 && y.count > 0 ? { cell, left: x.low, bottom: y.low, columns: x.count, rows: y.count } : undefined
  }
  /** What decides how the manifold looks, beside where it is looked at. */
  const subject = () =>
    [space.plane, space.axes, space.label, space.even, Array.from(space.lift([0.5, 0.5]), (v) => v.toFixed(4))].join()
  function decodeSome(tiles, order, run) {
    if (run !== running) return
    const until = performance.now() + 12
    while (order.length > 0 && performance.now() < until) {
      const tile = order.pop()
      const [column, row] = [tile % tiles.columns, Math.floor(tile / tiles.columns)]
      const place = [tiles.left + (column + 0.5) * tiles.cell, tiles.bottom + (tiles.rows - row - 0.5) * tiles.cell]
      tiles.bytes.set(decode(space.inputs(space.lift(place))), tile * size * image.channels)
      tiles.done[tile] = 1
      paint(tiles, tile)
    }
    if (order.length === 0) older = undefined
    changed()
    // Not by frames: a page in the background has none.
    if (order.length > 0) setTimeout(() => decodeSome(tiles, order, run), 0)
  }
  return {
    /** Whether every image of what was asked for is there. */
    whole: () => !!shown && shown.done.every(Boolean),
    layers: () => [older, shown].filter(Boolean),
    /** @param seen the part of the map in view; zoom: 1 where all of it is; ink: 255, 0, or nothing for true colours */
    show(seen, zoom, ink) {
      columns ||= columnsOf()
      const grid = lattice(seen, zoom)
      const of = subject()
      const key = JSON.stringify([of, grid])
      if (shown && shown.key === key) {
        if (shown.ink === ink) return
        for (const tiles of [older, shown])
          if (tiles) {
            tiles.ink = ink
            tiles.done.forEach((done, tile) => done && paint(tiles, tile))
          }
        return changed()
      }
      running++
      older = shown && shown.of === of && shown.ink === ink ? (older && !shown.done.every(Boolean) ? older : shown) : undefined
      shown = undefined
      if (!grid) return changed()
      const canvas = document.createElement('canvas')
      canvas.width = grid.columns * image.width
      canvas.height = grid.rows * image.height
      const number = grid.columns * grid.rows
      shown = {
        ...grid,
        key,
        of,
        ink,
        canvas,
        context: canvas.getContext('2d'),
        bytes: new Uint8Array(number * size * image.channels),
        done: new Uint8Array(number)
      }
      const far = (tile) =>
        Math.hypot((tile % grid.columns) + 0.5 - grid.columns / 2, Math.floor(tile / grid.columns) + 0.5 - grid.rows / 2)
      const order = Array.from({ length: number }, (_, tile) => tile).sort((a, b) => far(b) - far(a))
      decodeSome(shown, order, running)
    },
    hide() {
      running++
      shown = older = undefined
      changed()
    }
  }
}
`
