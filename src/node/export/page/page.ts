/**
 * A run's map as one HTML file that needs nothing else: its points, small images of them, the manifold under them, and
 * the decoder itself. It opens from a disk, without a network, and decodes where a person clicks.
 */
import type { MapPoints, Pixels } from '../../../shared/contract.ts'
import { grounds, labelColours } from '../../../shared/palette.ts'
import { AppError } from '../../../shared/errors.ts'
import { said } from '../../../shared/problems.ts'
import { traitsOf } from '../../../shared/traits.ts'
import type { Inference } from '../../inference.ts'
import type { PixelStore } from '../../pixels.ts'
import { reduced } from '../../resample.ts'
import { drawGrid } from '../grid.ts'
import { modelGraphs } from '../models/architecture.ts'
import type { ModelToWrite } from '../models/formats.ts'
import { mapDomain } from '../plane.ts'
import { escaped } from '../svg.ts'
import { underlayGrid } from '../underlay.ts'
import { decoderScript } from './decoder.ts'
import { pageStyle } from './style.ts'
import { viewerScript } from './viewer.ts'

/** More points than this are drawn by a seedless choice of every so many. */
const mostPoints = 20_000
/** Points that have a small image in the page, and its side. */
const mostThumbnails = 5000
const thumbnailSide = 32
/** Images of the manifold across the map. */
const manifoldColumns = 24

export interface PageSource {
  model: ModelToWrite
  points: MapPoints
  store: PixelStore
  labelNames: string[]
  title: string
  /** Decodes latents, for the manifold. */
  decode: Inference['decode']
}

const base64 = (values: Float32Array | Uint8Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')

/** Every so many rows, so that no more than `most` are left. */
function some(points: MapPoints, most: number): MapPoints {
  const step = Math.max(1, Math.ceil(points.ids.length / most))
  if (step === 1) return points
  const rows = Array.from(points.ids.keys()).filter((row) => row % step === 0)
  const { latent, z } = points
  return {
    ...points,
    ids: Int32Array.from(rows, (row) => points.ids[row]),
    labels: Int16Array.from(rows, (row) => points.labels[row]),
    splits: Uint8Array.from(rows, (row) => points.splits[row]),
    z: Float32Array.from(
      { length: rows.length * latent },
      (_, at) => z[rows[Math.floor(at / latent)] * latent + (at % latent)]
    )
  }
}

/** The decoder's graph with what the script needs of each layer, and its weights in one piece. */
function decoderOf({ config, image, variables, parameters }: ModelToWrite) {
  const graph = modelGraphs(config, image, variables).find(({ name }) => name === 'decoder')
  if (!graph) throw new AppError('input', said('page-latent'))
  const names = graph.nodes.flatMap((node) =>
    node.kind === 'dense' || node.kind === 'transposed'
      ? ['weight', 'bias', 'condition.weight']
          .map((part) => `${node.parameter}.${part}`)
          .filter((name) => parameters.has(name))
      : []
  )
  const values = names.map((name) => parameters.channelsLast(name))
  const weights = new Float32Array(values.reduce((sum, { values }) => sum + values.length, 0))
  let from = 0
  const tensors = values.map(({ values }, place) => {
    weights.set(values, from)
    from += values.length
    return { name: names[place], from: from - values.length, size: values.length }
  })
  const nodes = graph.nodes.map((node) =>
    node.kind === 'transposed'
      ? { ...node, kernel: parameters.channelsLast(`${node.parameter}.weight`).shape[0] }
      : node
  )
  return { graph: { ...graph, nodes }, tensors, weights: base64(weights) }
}

async function dataAddress(pixels: Pixels, columns: number): Promise<string> {
  return `data:image/webp;base64,${Buffer.from(await drawGrid(pixels, { columns, format: 'webp' })).toString('base64')}`
}

async function thumbnailsOf(points: MapPoints, store: PixelStore) {
  const ids = points.ids.subarray(0, mostThumbnails)
  const { height, width, channels } = store
  const all = { data: await store.read(ids), count: ids.length, height, width, channels }
  const small = width > thumbnailSide ? reduced(all, thumbnailSide) : all
  const columns = Math.ceil(Math.sqrt(ids.length))
  return { count: ids.length, side: small.width, columns, image: await dataAddress(small, columns) }
}

async function manifoldOf({ model, decode }: PageSource, domain: ReturnType<typeof mapDomain>) {
  // Of more latents a plane through the middle says little, and a condition would have to be chosen.
  if (model.config.latent !== 2 || model.config.labels) return undefined
  const { z, domain: covered } = underlayGrid(domain, manifoldColumns)
  return { ...covered, image: await dataAddress(await decode(z), manifoldColumns) }
}

/** @returns the file's text */
export async function mapPage(source: PageSource): Promise<string> {
  const { model, store, labelNames, title } = source
  const points = some(source.points, mostPoints)
  const { config, image } = model
  const hasPrior = traitsOf(config).prior
  const domain = mapDomain(points, hasPrior)
  const counts = new Uint32Array(labelNames.length)
  for (const label of points.labels) if (label >= 0) counts[label]++
  const data = {
    latent: points.latent,
    count: points.ids.length,
    z: base64(points.z),
    labels: Array.from(points.labels),
    labelNames,
    dark: { colours: labelColours(counts, 'dark').colours },
    light: { colours: labelColours(counts, 'light').colours },
    prior: hasPrior && !config.labels && points.latent > 1,
    domain,
    image,
    conditions: config.labels,
    ...decoderOf(model),
    manifold: await manifoldOf(source, domain),
    thumbnails: await thumbnailsOf(points, store)
  }
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  const about = `${points.ids.length.toLocaleString('en-US')} images · ${model.name} · epoch ${model.epoch}`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Latentscape">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${pageStyle(grounds)}</style>
<header><h1>${escaped(title)}</h1><p>${escaped(about)}</p></header>
<main>
<canvas id="map" tabindex="0" role="img" aria-label="Latent map. Click to decode, drag to walk, scroll to zoom; arrow keys move the point."></canvas>
<aside>
<canvas id="decoded" role="img" aria-label="Decoded image"></canvas>
<p id="place"></p>
<label id="condition" hidden>Label <select id="label"></select></label>
<label id="under" hidden><input type="checkbox" id="manifold" checked> Manifold</label>
<div id="legend"></div>
</aside>
</main>
<div id="card" hidden><canvas id="thumbnail"></canvas><span id="name"></span></div>
<script type="application/json" id="data">${json}</script>
<script>${decoderScript}${viewerScript}</script>
</html>
`
}
