/** What lies beside the map of an exported page: the decoded image, labels, sliders, the legend. Plain script, as text. */
export const panelScript = String.raw`
const labelOf = (row) => (data.labels[row] < 0 ? '' : data.labelNames[data.labels[row]])
/** Shows what is decoded at the point looked at. @param from the image that it is the latent of, by its row */
function show(from = -1) {
  picture($('decoded'), space.point)
  const { point } = space
  $('place').dataset.z = Array.from(point).join(',')
  $('place').textContent =
    'z = ' + Array.from(point.subarray(0, 4), (value) => signed(value)).join(', ') + (latent > 4 ? ' …' : '')
  const home = space.home()
  const distance = home && Math.sqrt(point.reduce((sum, value, d) => sum + ((value - home.mean[d]) / home.deviation[d]) ** 2, 0))
  const parts = [
    ...(home ? ['|z' + (data.conditions ? ' − μ' : '') + '| = ' + signed(distance) + ' σ'] : []),
    ...(from >= 0 ? [data.names[from]] : [])
  ]
  $('distance').textContent = parts.join(' · ')
  sliders.forEach(({ range, figure }, d) => {
    range.value = point[d]
    figure.textContent = signed(point[d])
  })
  styles()
  moveCursor()
}
/** To a place of the window, within the plane: nothing else changes. */
function walk(at) {
  space.point = space.lift(toPlace(at))
  show()
}
/** The point looked at by its latent, [D], or as the image of a row has it. */
function go(values, row) {
  space.point = Float32Array.from(values)
  show(row)
  // What the plane does not show decides how the manifold looks.
  if (latent > 2) requestDraw()
}
function use(label) {
  space.use(label)
  $('label').value = label
  laid(space.even)
  show()
}
const step = (by) => use((space.label + by + data.conditions.length) % data.conditions.length)

const sliders = []
if (latent > 0) {
  const reaches = data.priors
    ? Array.from({ length: latent }, (_, d) => {
        const of = data.priors.map(({ mean, deviation }) => [mean[d] - 4 * deviation[d], mean[d] + 4 * deviation[d]])
        return [Math.min(...of.map(([low]) => low)), Math.max(...of.map(([, high]) => high))]
      })
    : Array.from({ length: latent }, (_, d) => quantilesOf(z.filter((_, at) => at % latent === d), 0))
  reaches.forEach(([low, high], d) => {
    const row = document.createElement('label')
    const name = document.createElement('span')
    name.append('z', Object.assign(document.createElement('sub'), { textContent: d + 1 }))
    const range = Object.assign(document.createElement('input'), { type: 'range', min: low, max: high, step: 'any' })
    range.setAttribute('aria-label', 'z' + (d + 1))
    const figure = document.createElement('output')
    range.oninput = () => {
      const point = space.point.slice()
      point[d] = Number(range.value)
      go(point)
    }
    row.append(name, range, figure)
    $('sliders').append(row)
    sliders.push({ range, figure })
  })
}

/** The same style under every label; of more labels than this the list alone is shown. */
const mostStyles = 20
const looks = []
let styling = 0
function styles() {
  clearTimeout(styling)
  if (looks.length === 0) return
  styling = setTimeout(() => {
    looks.forEach(({ button, canvas }, label) => {
      picture(canvas, space.styled(label), label)
      button.setAttribute('aria-pressed', String(label === space.label))
    })
  }, 50)
}
if (data.conditions) {
  $('condition').hidden = false
  data.conditions.forEach((name, label) => $('label').add(new Option(name, label)))
  $('label').onchange = (event) => use(Number(event.target.value))
  if (data.conditions.length <= mostStyles)
    data.conditions.forEach((name, label) => {
      const button = document.createElement('button')
      const canvas = document.createElement('canvas')
      button.title = name
      button.setAttribute('aria-label', name)
      button.append(canvas, Object.assign(document.createElement('span'), { textContent: name }))
      button.onclick = () => use(label)
      $('styles').append(button)
      looks.push({ button, canvas })
    })
}

if (latent > 2) {
  $('planes').hidden = false
  for (const [id, axis] of [['across', 0], ['up', 1]]) {
    for (let d = 0; d < latent; d++) $(id).add(new Option('z' + (d + 1), d))
    $(id).value = axis
    $(id).onchange = () => {
      const other = space.axes[1 - axis]
      const wanted = Number($(id).value)
      // The same twice would be a line: the two change places.
      if (wanted === other) space.axes = [space.axes[1], space.axes[0]]
      else space.axes[axis] = wanted
      $('across').value = space.axes[0]
      $('up').value = space.axes[1]
      laid(true)
    }
  }
  const share = Math.round(100 * data.principal.share) + ' %'
  $('plane').add(new Option(words.principal.replace('SHARE', share), 'principal'))
  $('plane').add(new Option(words.axes, 'axes'))
  $('plane').onchange = () => {
    space.plane = $('plane').value
    $('dimensions').hidden = space.plane !== 'axes'
    laid(true)
  }
}

const entries = [...data.labelNames.keys()].filter((label) => data.counts[label] > 0)
if (data.unlabelled > 0) entries.push(-1)
const rows = new Map()
function hide(label, only) {
  const others = entries.filter((entry) => entry !== label)
  const alone = !hidden.has(label) && others.every((entry) => hidden.has(entry))
  if (only) for (const entry of others) alone ? hidden.delete(entry) : hidden.add(entry)
  if (only) hidden.delete(label)
  else if (!hidden.delete(label)) hidden.add(label)
  legend()
}
function legend() {
  for (const [label, { row, swatch }] of rows) {
    row.setAttribute('aria-pressed', String(!hidden.has(label)))
    swatch.style.background = colourOf(label)
  }
  $('all').hidden = hidden.size === 0
  requestDraw()
}
for (const label of entries) {
  const row = document.createElement('button')
  const swatch = document.createElement('i')
  const name = document.createElement('span')
  const figure = document.createElement('b')
  name.textContent = label < 0 ? words.unlabelled : data.labelNames[label]
  name.title = name.textContent
  figure.textContent = (label < 0 ? data.unlabelled : data.counts[label]).toLocaleString('en-US')
  row.append(swatch, name, figure)
  row.onclick = (event) => hide(label, event.shiftKey)
  $('entries').append(row)
  rows.set(label, { row, swatch })
}
$('all').onclick = () => {
  hidden.clear()
  legend()
}
`
