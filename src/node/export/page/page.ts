/**
 * A run's map as one HTML file that needs nothing else: its points, small images of them, the decoder itself, and with
 * it the manifold, for every label and on every plane. It opens from a disk, without a network, and decodes where a
 * person points.
 */
import type { MapPoints, Pixels } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { grounds, labelColours, type Theme } from '../../../shared/palette.ts'
import { principalPlane } from '../../../shared/pca.ts'
import { said } from '../../../shared/problems.ts'
import { traitsOf } from '../../../shared/traits.ts'
import type { PixelStore } from '../../pixels.ts'
import { reduced } from '../../resample.ts'
import { drawGrid } from '../grid.ts'
import { modelGraphs } from '../models/architecture.ts'
import type { ModelToWrite } from '../models/formats.ts'
import { escaped } from '../svg.ts'
import { decoderScript } from './decoder.ts'
import { gesturesScript } from './gestures.ts'
import { pageBody } from './body.ts'
import { panelScript } from './panel.ts'
import { sheetScript } from './sheet.ts'
import { spaceScript } from './space.ts'
import { pageStyle } from './style.ts'
import { viewerScript } from './viewer.ts'
import { wordsScript } from './words.ts'

/** More points than this are drawn by a seedless choice of every so many. */
const mostPoints = 20_000
/** Points that have a small image in the page, and its side. */
const mostThumbnails = 5000
const thumbnailSide = 32

export interface PageSource {
  model: ModelToWrite
  points: MapPoints
  store: PixelStore
  labelNames: string[]
  /** Each image's file, by id. */
  paths: string[]
  title: string
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
  if (config.condition) throw new AppError('input', said('page-completes'))
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
  return { decoder: { ...graph, nodes }, tensors, weights: base64(weights) }
}

async function dataAddress(pixels: Pixels, columns: number): Promise<string> {
  return `data:image/webp;base64,${Buffer.from(await drawGrid(pixels, { columns, format: 'webp' })).toString('base64')}`
}

/** Small images of every so many of the points. */
async function thumbnailsOf({ ids }: MapPoints, store: PixelStore) {
  const step = Math.ceil(ids.length / mostThumbnails)
  const chosen = ids.filter((_, row) => row % step === 0)
  const { height, width, channels } = store
  const all = { data: await store.read(chosen), count: chosen.length, height, width, channels }
  const small = width > thumbnailSide ? reduced(all, thumbnailSide) : all
  const columns = Math.ceil(Math.sqrt(chosen.length))
  return {
    step,
    width: small.width,
    height: small.height,
    columns,
    image: await dataAddress(small, columns)
  }
}

/** p(z), or p(z|c) of each label, as means and standard deviations; undefined for a model without one. */
export function priorsOf({ config, variables }: Pick<ModelToWrite, 'config' | 'variables'>) {
  if (!traitsOf(config).prior) return undefined
  const { latent, labels = [''] } = config
  const table = (name: string, label: number) =>
    Array.from(
      variables[name]?.values.subarray(label * latent, (label + 1) * latent) ?? new Array(latent).fill(0)
    )
  return labels.map((_, label) => ({
    mean: table('prior.mean.weight', label),
    deviation: table('prior.log_variance.weight', label).map((logVariance) => Math.exp(logVariance / 2))
  }))
}

/** What is drawn in which colour, in a dark and in a light window. */
function themeOf(theme: Theme, counts: Uint32Array) {
  const { background, dim, rest, unlabelled } = grounds[theme]
  const none = counts.length > 0 ? rest : unlabelled
  return { background, dim, none, colours: labelColours(counts, theme).colours }
}

function principalOf({ z, latent }: MapPoints) {
  if (latent < 3) return undefined
  const { rows, mean, share } = principalPlane(z, latent)
  return { rows: Array.from(rows), mean: Array.from(mean), share }
}

/** Everything that the page's script works on. */
async function contentsOf({ model, store, labelNames, paths, ...source }: PageSource) {
  const decoder = decoderOf(model)
  const points = some(source.points, mostPoints)
  const counts = new Uint32Array(labelNames.length)
  for (const label of points.labels) if (label >= 0) counts[label]++
  return {
    latent: points.latent,
    count: points.ids.length,
    run: model.name,
    epoch: model.epoch,
    z: base64(points.z),
    labels: Array.from(points.labels),
    names: Array.from(points.ids, (id) => paths[id] ?? ''),
    labelNames,
    counts: Array.from(counts),
    unlabelled: points.labels.filter((label) => label < 0).length,
    themes: { dark: themeOf('dark', counts), light: themeOf('light', counts) },
    image: model.image,
    conditions: model.config.labels,
    priors: priorsOf(model),
    principal: principalOf(points),
    thumbnails: await thumbnailsOf(points, store),
    ...decoder
  }
}

/**
 * @returns the file's text
 * @throws AppError 'input' for a model without a latent space, or of given quadrants
 */
export async function mapPage(source: PageSource): Promise<string> {
  const json = JSON.stringify(await contentsOf(source)).replaceAll('<', '\\u003c')
  const scripts = [
    decoderScript,
    spaceScript,
    sheetScript,
    wordsScript,
    viewerScript,
    panelScript,
    gesturesScript
  ]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Latentscape">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(source.title)}</title>
<style>${pageStyle(grounds)}</style>
${pageBody(escaped(source.title))}
<script type="application/json" id="data">${json}</script>
<script>${scripts.join('')}</script>
</html>
`
}
