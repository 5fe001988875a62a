/** New images of a run: what a request asks for, as latents, labels and pixels. */
import { asCodesLie, codeMoments } from '../engine/tasks/codes.ts'
import { drawNoise, samplesAround } from '../engine/tasks/generate.ts'
import type { GenerateAbout, GenerateRequest, Generated, Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { RunConfig } from '../shared/schemas.ts'
import { traitsOf } from '../shared/traits.ts'
import { aroundPrior, labelsFor } from './asking.ts'
import type { Inference } from './inference.ts'

/** More images than this are a data set of their own. */
const mostImages = 10_000

export interface GenerateOptions {
  /** The codes of the training images, [any, D]; asked for only where draws are to lie as they do. */
  codes(): Promise<Float32Array>
  /** Decodes; the inference's own decode where left out. */
  decode?(z: Float32Array, labels: Int16Array | undefined): Promise<Pixels>
}

/** Where a model's draws come from unless a person says otherwise. */
export const drawsFrom = ({ config }: Pick<Inference, 'config'>): 'prior' | 'codes' =>
  traitsOf(config).prior ? 'prior' : 'codes'

/** Why a run draws no new images; undefined where it does. */
export function refusalOf({ model, condition }: RunConfig): GenerateAbout['refusal'] {
  if (model === 'density') return 'density'
  return condition ? 'quadrants' : undefined
}

/**
 * Draws latents as asked and decodes them.
 * @throws AppError 'input' for a model that completes images, a label the model has not learnt, rows of a model that knows none, a latent of another
 * length, or more images than can be shown
 */
export async function generate(
  inference: Inference,
  request: GenerateRequest,
  options: GenerateOptions
): Promise<Generated> {
  if (refusalOf(inference.config)) throw new AppError('input', said('completes-draws'))
  const { count } = request
  const { latent, labels: known } = inference.config
  const rows = request.rows ? labelsInRows(inference, count) : 1
  if (count * rows > mostImages)
    throw new AppError('input', said('many-drawn', { count: count * rows, most: mostImages }))
  if (request.around && request.around.z.length !== latent)
    throw new AppError('input', said('latent-length', { latent }))
  const from = request.from ?? drawsFrom(inference)
  const noise = drawNoise(count, latent, request)
  const places = await placesOf(noise, request, from, latent, options)
  const z = repeated(places, rows)
  const labels = labelsOf(inference, request, count * rows)
  const moved = request.around || from === 'codes' ? z : await aroundPrior(inference, z, labels)
  const decode = options.decode ?? ((at, asked) => inference.decode(at, asked))
  const inTurn = known && request.label === undefined ? Math.min(known.length, count) : 0
  return {
    z: moved,
    labels,
    pixels: await (request.sampled ? inference.draw(moved, request.seed, labels) : decode(moved, labels)),
    columns: request.rows ? count : inTurn,
    from
  }
}

function labelsInRows({ config }: Inference, count: number): number {
  if (!config.labels) throw new AppError('input', said('labels-none-rows'))
  return count > 0 ? config.labels.length : 0
}

/** Latents before a label moves them, [count, D]. */
async function placesOf(
  noise: Float32Array,
  { around }: GenerateRequest,
  from: 'prior' | 'codes',
  latent: number,
  { codes }: GenerateOptions
): Promise<Float32Array> {
  if (around) {
    const spread = from === 'codes' ? codeMoments(await codes(), latent).deviation : undefined
    return samplesAround(around.z, around.radius, noise, spread)
  }
  return from === 'codes' ? asCodesLie(noise, await codes(), latent) : noise
}

function repeated(z: Float32Array, times: number): Float32Array {
  const result = new Float32Array(z.length * times)
  for (let row = 0; row < times; row++) result.set(z, row * z.length)
  return result
}

/** A label each: a row's own, the one that was named, or all of them in turn. */
function labelsOf(
  inference: Inference,
  { count, label, rows }: GenerateRequest,
  total: number
): Int16Array | undefined {
  const known = inference.config.labels
  if (known && rows) return Int16Array.from({ length: total }, (_, image) => Math.floor(image / count))
  if (known && label === undefined)
    return Int16Array.from({ length: total }, (_, image) => image % known.length)
  return labelsFor(inference, total, label)
}
