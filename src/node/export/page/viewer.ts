/** What an exported page does: draws the map, and decodes where a person points. Plain script, as text. */
export const viewerScript = String.raw`
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)
const data = JSON.parse(document.getElementById('data').textContent)
const weights = floatsOf(data.weights)
const tensors = Object.fromEntries(data.tensors.map(({ name, from, size }) => [name, weights.subarray(from, from + size)]))
const decode = makeDecoder(data.graph, tensors)
const z = floatsOf(data.z)
const { latent, count, image } = data
const $ = (id) => document.getElementById(id)
const map = $('map')
const context = map.getContext('2d')
const picture = $('decoded').getContext('2d')
$('decoded').width = image.width
$('decoded').height = image.height
let view
let point = new Float32Array(latent)
let label = 0
const hidden = new Set()
const load = (address) => new Promise((resolve) => {
  if (!address) return resolve(undefined)
  const loaded = new Image()
  loaded.onload = () => resolve(loaded)
  loaded.src = address
})
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const dark = () => matchMedia('(prefers-color-scheme: dark)').matches
const colourOf = (row) => {
  const { colours } = dark() ? data.dark : data.light
  const of = data.labels[row]
  return of < 0 ? style('--faint') : colours[of]
}
function fit() {
  const box = map.getBoundingClientRect()
  map.width = box.width * devicePixelRatio
  map.height = box.height * devicePixelRatio
  const [low, high] = [data.domain.x, data.domain.y]
  const unit = Math.min(box.width / (low[1] - low[0]), box.height / (high[1] - high[0]))
  view = { unit, x: box.width / 2 - (unit * (low[0] + low[1])) / 2, y: box.height / 2 + (unit * (high[0] + high[1])) / 2 }
  draw()
}
const toScreen = (a, b) => [view.x + a * view.unit, view.y - b * view.unit]
const toLatent = (x, y) => [(x - view.x) / view.unit, (view.y - y) / view.unit]
const second = (row) => (latent > 1 ? z[row * latent + 1] : (((row + 1) * 0.618034) % 1) * 5 - 2.5)
function draw() {
  const { width, height } = map.getBoundingClientRect()
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  context.clearRect(0, 0, width, height)
  if (sheet && $('manifold').checked) {
    const [left, top] = toScreen(data.manifold.x[0], data.manifold.y[1])
    const [right, bottom] = toScreen(data.manifold.x[1], data.manifold.y[0])
    context.imageSmoothingEnabled = false
    context.globalAlpha = dark() ? 0.45 : 0.3
    context.drawImage(sheet, left, top, right - left, bottom - top)
    context.globalAlpha = 1
  }
  if (data.prior)
    for (const deviation of [1, 2, 3]) {
      context.setLineDash([1, 5])
      context.strokeStyle = style('--dim')
      context.beginPath()
      context.arc(view.x, view.y, deviation * view.unit, 0, 7)
      context.stroke()
      context.setLineDash([])
    }
  const radius = Math.max(1.2, Math.min(3, 160 / Math.sqrt(count)))
  for (let row = 0; row < count; row++) {
    if (hidden.has(data.labels[row])) continue
    const [x, y] = toScreen(z[row * latent], second(row))
    context.fillStyle = colourOf(row)
    context.beginPath()
    context.arc(x, y, radius, 0, 7)
    context.fill()
  }
  const [x, y] = toScreen(point[0], latent > 1 ? point[1] : 0)
  context.strokeStyle = style('--accent')
  context.lineWidth = 2
  context.beginPath()
  context.arc(x, y, 7, 0, 7)
  context.stroke()
  context.lineWidth = 1
}
function show() {
  const inputs = { z: point }
  if (data.conditions) inputs.condition = Float32Array.from({ length: data.conditions.length }, (_, i) => (i === label ? 1 : 0))
  const bytes = decode(inputs)
  const pixels = picture.createImageData(image.width, image.height)
  for (let i = 0; i < image.width * image.height; i++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = bytes[i * image.channels + (image.channels === 1 ? 0 : c)]
    pixels.data[4 * i + 3] = 255
  }
  picture.putImageData(pixels, 0, 0)
  $('place').dataset.z = Array.from(point).join(',')
  $('place').textContent = 'z = ' + Array.from(point.subarray(0, 4), (v) => v.toFixed(2).replace('-', '−')).join(', ') + (latent > 4 ? ' …' : '')
}
function nearest(x, y) {
  let best = -1
  let least = Infinity
  for (let row = 0; row < count; row++) {
    if (hidden.has(data.labels[row])) continue
    const [px, py] = toScreen(z[row * latent], second(row))
    const distance = (px - x) ** 2 + (py - y) ** 2
    if (distance < least) [least, best] = [distance, row]
  }
  return { row: best, distance: Math.sqrt(least) }
}
function walk(x, y) {
  const [a, b] = toLatent(x, y)
  const { row } = nearest(x, y)
  // Of more dimensions than two, the others are those of the nearest image.
  point = row < 0 ? new Float32Array(latent) : z.slice(row * latent, (row + 1) * latent)
  point[0] = a
  if (latent > 1) point[1] = b
  draw()
  show()
}
const at = (event) => {
  const box = map.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}
map.addEventListener('pointerdown', (event) => {
  map.setPointerCapture(event.pointerId)
  walk(...at(event))
})
map.addEventListener('pointermove', (event) => {
  if (event.buttons & 1) return walk(...at(event))
  const { row, distance } = nearest(...at(event))
  const card = $('card')
  card.hidden = !(row >= 0 && distance < 8 && thumbnails && row < data.thumbnails.count)
  if (card.hidden) return
  const { side, columns } = data.thumbnails
  const small = $('thumbnail').getContext('2d')
  $('thumbnail').width = $('thumbnail').height = side
  small.drawImage(thumbnails, (row % columns) * side, Math.floor(row / columns) * side, side, side, 0, 0, side, side)
  $('name').textContent = data.labels[row] < 0 ? '' : data.labelNames[data.labels[row]]
  card.style.left = Math.min(innerWidth - 110, event.clientX + 14) + 'px'
  card.style.top = event.clientY + 14 + 'px'
})
map.addEventListener('pointerleave', () => ($('card').hidden = true))
map.addEventListener('wheel', (event) => {
  event.preventDefault()
  const [x, y] = at(event)
  const factor = Math.exp(-event.deltaY / 400)
  view = { unit: view.unit * factor, x: x + (view.x - x) * factor, y: y + (view.y - y) * factor }
  draw()
}, { passive: false })
map.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
  if (!step) return
  event.preventDefault()
  const [x, y] = toScreen(point[0], latent > 1 ? point[1] : 0)
  walk(x + step[0] * 8, y - step[1] * 8)
})
data.labelNames.forEach((name, index) => {
  const row = document.createElement('button')
  const swatch = document.createElement('i')
  row.append(swatch, name)
  const paint = () => (swatch.style.background = (dark() ? data.dark : data.light).colours[index])
  paint()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  row.setAttribute('aria-pressed', 'true')
  row.onclick = () => {
    if (!hidden.delete(index)) hidden.add(index)
    row.setAttribute('aria-pressed', String(!hidden.has(index)))
    draw()
  }
  $('legend').append(row)
})
if (data.conditions) {
  $('condition').hidden = false
  data.conditions.forEach((name, index) => $('label').add(new Option(name, index)))
  $('label').onchange = (event) => {
    label = Number(event.target.value)
    show()
  }
}
$('manifold').onchange = draw
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw())
addEventListener('resize', fit)
let sheet
let thumbnails
Promise.all([load(data.manifold && data.manifold.image), load(data.thumbnails && data.thumbnails.image)]).then((loaded) => {
  ;[sheet, thumbnails] = loaded
  $('under').hidden = !sheet
  fit()
  show()
  document.documentElement.dataset.ready = 'true'
})
`
