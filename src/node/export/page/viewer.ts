/** The map of an exported page: draws it, and decodes where a person points. Plain script, as text. */
export const viewerScript = String.raw`
const $ = (id) => document.getElementById(id)
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)
const data = JSON.parse($('data').textContent)
const weights = floatsOf(data.weights)
const tensors = Object.fromEntries(data.tensors.map(({ name, from, size }) => [name, weights.subarray(from, from + size)]))
const decode = makeDecoder(data.decoder, tensors)
const z = floatsOf(data.z)
const { latent, count, image } = data
const space = makeSpace(data, z)
const sheet = makeSheet({ data, space, decode, changed: () => requestDraw() })
const map = $('map')
const context = map.getContext('2d')
const scheme = matchMedia('(prefers-color-scheme: dark)')
const theme = () => data.themes[scheme.matches ? 'dark' : 'light']
const layers = { points: true, manifold: true }
/** Labels that the legend hides; -1 for images without one. */
const hidden = new Set()
/** Well mixed, so that no label lies on top of all others. */
const order = Array.from({ length: count }, (_, row) => row).sort((a, b) => ((a * 0.618034) % 1) - ((b * 0.618034) % 1))
let places = space.points()
let view = { unit: 1, x: 0, y: 0 }
let fitted = 1
let thumbnails

const signed = (value, digits = 2) => value.toFixed(digits).replace('-', '−')
const boxOf = () => map.getBoundingClientRect()
const toScreen = ([a, b]) => [view.x + a * view.unit, view.y - b * view.unit]
const toPlace = ([x, y]) => [(x - view.x) / view.unit, (view.y - y) / view.unit]
const colourOf = (label) => (label < 0 ? theme().none : theme().colours[label])

function fit() {
  const { width, height } = boxOf()
  const { x, y } = space.domain()
  fitted = Math.min(width / (x[1] - x[0]), height / (y[1] - y[0]))
  view = { unit: fitted, x: width / 2 - (fitted * (x[0] + x[1])) / 2, y: height / 2 + (fitted * (y[0] + y[1])) / 2 }
  requestDraw()
}
let waiting = false
function requestDraw() {
  if (waiting) return
  waiting = true
  // A page in the background has no frames, and must be right when it is looked at.
  if (document.hidden) setTimeout(draw, 0)
  else requestAnimationFrame(draw)
}
let resting = 0
/** What lies on the plane is another thing: all of it is laid out anew. */
function laid(again) {
  places = space.points()
  if (again) fit()
  requestDraw()
}
function draw() {
  waiting = false
  const { width, height } = boxOf()
  const ratio = devicePixelRatio
  if (map.width !== Math.round(width * ratio) || map.height !== Math.round(height * ratio)) {
    map.width = Math.round(width * ratio)
    map.height = Math.round(height * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  if (layers.manifold) {
    drawSheet()
    clearTimeout(resting)
    resting = setTimeout(() => {
      const [[left, top], [right, bottom]] = [toPlace([0, 0]), toPlace([width, height])]
      const ink = layers.points ? (scheme.matches ? 255 : 0) : undefined
      sheet.show({ x: [left, right], y: [bottom, top] }, view.unit / fitted, ink)
    }, 60)
  }
  drawPrior(width, height)
  if (layers.points) drawPoints(width, height)
  drawTicks(width, height)
  moveCursor()
}
function moveCursor() {
  const [x, y] = toScreen(space.placeOf(space.point))
  $('cursor').style.transform = 'translate(' + x + 'px,' + y + 'px)'
}
function drawSheet() {
  context.imageSmoothingEnabled = false
  context.globalAlpha = layers.points ? (scheme.matches ? 0.4 : 0.24) : 1
  for (const { left, bottom, columns, rows, cell, canvas } of sheet.layers()) {
    const [x, y] = toScreen([left, bottom + rows * cell])
    context.drawImage(canvas, x, y, columns * cell * view.unit, rows * cell * view.unit)
  }
  context.globalAlpha = 1
}
function drawPrior(width, height) {
  const prior = space.even ? undefined : space.prior()
  if (!prior) return
  const [xx, xy, yy] = prior.covariance
  const [x, y] = toScreen(prior.centre)
  const apart = Math.hypot((xx - yy) / 2, xy)
  const [long, short] = [Math.sqrt((xx + yy) / 2 + apart), Math.sqrt(Math.max(0, (xx + yy) / 2 - apart))]
  const angle = apart < 1e-9 ? 0 : Math.atan2(2 * xy, xx - yy) / 2
  context.lineWidth = 1
  context.lineCap = 'round'
  context.setLineDash([1, 5])
  context.font = '600 11px ' + getComputedStyle(document.body).fontFamily
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const deviation of [1, 2, 3]) {
    context.strokeStyle = theme().dim
    context.beginPath()
    const far = deviation * view.unit
    if (latent > 1) context.ellipse(x, y, long * far, short * far, -angle, 0, 7)
    else
      for (const side of [x - far * Math.sqrt(xx), x + far * Math.sqrt(xx)]) {
        context.moveTo(side, 0)
        context.lineTo(side, height)
      }
    context.stroke()
  }
  context.setLineDash([])
}
function drawPoints(width, height) {
  const radius = Math.min(3, Math.max(0.9, 3.6 - Math.log10(Math.max(count, 10)) * 0.5))
  for (const row of order) {
    const label = data.labels[row]
    if (hidden.has(label)) continue
    const [x, y] = toScreen([places.first[row], places.second[row]])
    if (x < -5 || y < -5 || x > width + 5 || y > height + 5) continue
    // What is asked of a conditional model is its own label's.
    context.globalAlpha = data.conditions && data.labelNames[label] !== data.conditions[space.label] ? 0.28 : 0.92
    context.fillStyle = colourOf(label)
    context.beginPath()
    context.arc(x, y, radius, 0, 7)
    context.fill()
  }
  context.globalAlpha = 1
}
/** Figures along the lower and right edge, and the names of the circles. */
function drawTicks(width, height) {
  context.font = '11px ' + getComputedStyle(document.body).fontFamily
  const figure = (words, x, y) => {
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineWidth = 3
    context.strokeStyle = theme().background
    context.strokeText(words, x, y)
    context.fillStyle = theme().dim
    context.fillText(words, x, y)
    context.lineWidth = 1
  }
  const rough = 90 / view.unit
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((of) => of * power).find((of) => of >= rough)
  const digits = Math.max(0, -Math.floor(Math.log10(step)))
  const [left, top] = toPlace([0, 0])
  const [right, bottom] = toPlace([width, height])
  for (let at = Math.ceil(left / step); at <= right / step; at++) {
    const x = toScreen([at * step, 0])[0]
    if (x > 16 && x < width - 44) figure(signed(at * step + 0, digits), x, height - 12)
  }
  for (let at = Math.ceil(bottom / step); latent > 1 && at <= top / step; at++) {
    const y = toScreen([0, at * step])[1]
    if (y > 60 && y < height - 28) figure(signed(at * step + 0, digits), width - 20, y)
  }
  const prior = space.even ? undefined : space.prior()
  for (const deviation of prior ? [1, 2, 3] : []) {
    const [xx, , yy] = prior.covariance
    const reach = latent > 1 ? deviation * Math.SQRT1_2 : deviation
    const up = latent > 1 ? prior.centre[1] + reach * Math.sqrt(yy) : toPlace([0, 60])[1]
    const [x, y] = toScreen([prior.centre[0] + reach * Math.sqrt(xx), up])
    figure(deviation + 'σ', x, y)
  }
}
/** The picture of a latent, on a canvas of its size. */
function picture(canvas, values, label = space.label) {
  const bytes = decode(space.inputs(values, label))
  canvas.width = image.width
  canvas.height = image.height
  const target = canvas.getContext('2d')
  const pixels = target.createImageData(image.width, image.height)
  for (let i = 0; i < image.width * image.height; i++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = bytes[i * image.channels + (image.channels === 1 ? 0 : c)]
    pixels.data[4 * i + 3] = 255
  }
  target.putImageData(pixels, 0, 0)
}
/** Visible points nearest to a place of the window. */
function nearest([x, y]) {
  let best = -1
  let least = Infinity
  for (let row = 0; row < count; row++) {
    if (hidden.has(data.labels[row])) continue
    const [px, py] = toScreen([places.first[row], places.second[row]])
    const distance = (px - x) ** 2 + (py - y) ** 2
    if (distance < least) [least, best] = [distance, row]
  }
  return { row: best, distance: Math.sqrt(least) }
}
`
