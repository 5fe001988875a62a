/** The pointer and the keys of an exported page, and its start. Plain script, as text. */
export const gesturesScript = String.raw`
const at = (event) => {
  const box = boxOf()
  return [event.clientX - box.left, event.clientY - box.top]
}
function zoom([x, y], factor) {
  $('card').hidden = true
  const unit = Math.min(fitted * 400, Math.max(fitted / 4, view.unit * factor))
  const by = unit / view.unit
  view = { unit, x: x + (view.x - x) * by, y: y + (view.y - y) * by }
  requestDraw()
}
let panning
map.addEventListener('pointerdown', (event) => {
  map.setPointerCapture(event.pointerId)
  $('card').hidden = true
  panning = event.button !== 0 || event.shiftKey ? { from: at(event), view } : undefined
  if (!panning) walk(at(event))
})
map.addEventListener('pointermove', (event) => {
  if (event.buttons && panning) {
    const [x, y] = at(event)
    view = { ...view, x: panning.view.x + x - panning.from[0], y: panning.view.y + y - panning.from[1] }
    return requestDraw()
  }
  if (event.buttons & 1) return walk(at(event))
  hover(event)
})
map.addEventListener('contextmenu', (event) => event.preventDefault())
map.addEventListener('pointerleave', () => ($('card').hidden = true))
map.addEventListener('dblclick', (event) => {
  const { row } = nearest(at(event))
  if (row >= 0) visit(row)
})
map.addEventListener('wheel', (event) => {
  event.preventDefault()
  zoom(at(event), Math.exp(-event.deltaY / 400))
}, { passive: false })
/** The image of a row as the model has it, under its own label. */
function visit(row) {
  const label = data.conditions ? data.conditions.indexOf(labelOf(row)) : -1
  if (label >= 0 && label !== space.label) use(label)
  go(z.slice(row * latent, (row + 1) * latent), row)
}
/** The image under the pointer: itself, its file and its label. */
function hover(event) {
  const { row, distance } = layers.points ? nearest(at(event)) : { row: -1 }
  const card = $('card')
  card.hidden = !(row >= 0 && distance < 8)
  if (card.hidden) return
  const { step: every, width, height, columns } = data.thumbnails
  const place = row / every
  $('thumbnail').hidden = !thumbnails || !Number.isInteger(place)
  if (!$('thumbnail').hidden) {
    $('thumbnail').width = width
    $('thumbnail').height = height
    const from = [(place % columns) * width, Math.floor(place / columns) * height]
    $('thumbnail').getContext('2d').drawImage(thumbnails, ...from, width, height, 0, 0, width, height)
  }
  $('name').textContent = labelOf(row) || words.unlabelled
  $('file').textContent = data.names[row]
  const { width: wide, height: high } = card.getBoundingClientRect()
  const [x, y] = [event.clientX + 14, event.clientY + 14]
  card.style.left = (x + wide > innerWidth ? event.clientX - 14 - wide : x) + 'px'
  card.style.top = (y + high > innerHeight ? event.clientY - 14 - high : y) + 'px'
}
const toggles = {
  points: () => (layers.points = !layers.points),
  manifold() {
    layers.manifold = !layers.manifold
    if (!layers.manifold) sheet.hide()
  },
  even() {
    space.even = !space.even
    laid(true)
  }
}
function toggle(name) {
  if ($(name).hidden) return
  toggles[name]()
  $(name).setAttribute('aria-pressed', String(name === 'even' ? space.even : layers[name]))
  requestDraw()
}
for (const name of Object.keys(toggles)) $(name).onclick = () => toggle(name)
// Even shares are of a prior, in two directions.
$('even').hidden = !data.priors || latent < 2
$('fit').onclick = fit
$('middle').onclick = () => {
  space.centre()
  go(space.point)
}
const pressed = {
  '[': () => data.conditions && step(-1),
  ']': () => data.conditions && step(1),
  p: () => toggle('points'),
  m: () => toggle('manifold'),
  e: () => toggle('even'),
  0: fit,
  '+': () => zoom([boxOf().width / 2, boxOf().height / 2], 1.3),
  '=': () => pressed['+'](),
  '-': () => zoom([boxOf().width / 2, boxOf().height / 2], 1 / 1.3),
  Home: () => $('middle').onclick()
}
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  // Sliders and lists have keys of their own.
  const own = /^(INPUT|SELECT|SUMMARY)$/.test(event.target.tagName)
  const arrow = !own && arrows[event.key]
  if (arrow) {
    event.preventDefault()
    const [x, y] = toScreen(space.placeOf(space.point))
    const far = event.shiftKey ? 2 : 10
    return walk([x + arrow[0] * far, y + arrow[1] * far])
  }
  if (event.target.tagName === 'SELECT' || (own && event.key === 'Home')) return
  const press = pressed[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!press) return
  event.preventDefault()
  $('card').hidden = true
  press()
})
if (!data.conditions) $('switching').hidden = true
if (entries.length === 0 || (entries.length === 1 && entries[0] < 0)) $('legend').hidden = $('only').hidden = true
$('about').textContent =
  words.about.replace('COUNT', count.toLocaleString('en-US')) + ' · ' + data.run + ' · ' + words.epoch + ' ' + data.epoch
scheme.addEventListener('change', legend)
let seen = boxOf()
new ResizeObserver(() => {
  const box = boxOf()
  if (box.width === seen.width && box.height === seen.height) return
  seen = box
  fit()
}).observe(map)
legend()
fit()
show()
const begin = () => (document.documentElement.dataset.ready = 'true')
const picturesOf = new Image()
picturesOf.onload = () => {
  thumbnails = picturesOf
  begin()
}
picturesOf.onerror = begin
picturesOf.src = data.thumbnails.image
`
