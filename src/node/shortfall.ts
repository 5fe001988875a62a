/** How far what runs draw falls short of images: measured, with images none has learnt from as the measure. */
import type { Engine } from '../engine/engine.ts'
import { nearestDistances, surenessOf } from '../engine/tasks/shortfall.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { traitsOf } from '../shared/traits.ts'
import { openClassifier, type ProjectClassifier } from './classifier.ts'
import type { EvaluationHooks } from './evaluation.ts'
import { generate } from './generate.ts'
import { openInference, type Inference } from './inference.ts'
import { allImages, idsOfSplit, latentsFit, readLatents } from './latents.ts'
import type { PixelStore } from './pixels.ts'

/** A classifier that gives a label at least this much is sure. */
export const sureFrom = 0.9

export interface ShortfallRequest {
  runs: string[]
  /** Images drawn from each run, and test images looked at, at most. */
  count: number
  /** Training images looked through for the nearest, at most. */
  nearest: number
  seed: number
  weights: 'best' | 'last'
}

export interface ShortfallRow {
  /** The run whose samples they are; images of the test split where left out. */
  run?: string
  /** Its model, as the field writes it. */
  model?: string
  /** Where z comes from: N(0, I), or as wide as the codes of the training images. */
  from?: 'prior' | 'codes'
  images: number
  /** The mean root mean square difference to the nearest training image, of the range 0…1. */
  nearestDistance: number
  /** The share whose label a classifier is sure of; of projects with two labels or more. */
  sure?: number
}

/** Images looked at between two looks at whether the person still wants to know. */
const piece = 25

/**
 * Measures what runs draw: how near it is to a training image, and how often a classifier is sure of it.
 * @returns the test images first, then two rows a run
 * @throws AppError 'input' for a run without a latent space or of images of another shape
 */
export async function measureShortfall(
  project: string,
  engine: Engine,
  store: PixelStore,
  request: ShortfallRequest,
  hooks: EvaluationHooks = {}
): Promise<ShortfallRow[]> {
  const { count, nearest, runs, seed, weights } = request
  const { signal } = hooks
  const real = await store.read(idsOfSplit(store, 0).subarray(0, nearest))
  const test = idsOfSplit(store, 2).subarray(0, count)
  const total = test.length + 2 * runs.length * count
  const classifier = await classifierOf(project, store, engine, hooks)
  const item = store.height * store.width * store.channels
  let done = 0
  const rowOf = async (
    pixels: Uint8Array,
    about: Pick<ShortfallRow, 'run' | 'model' | 'from'> = {}
  ): Promise<ShortfallRow> => {
    let sum = 0
    for (let from = 0; from < pixels.length; from += piece * item) {
      signal?.throwIfAborted()
      const part = nearestDistances(pixels.subarray(from, from + piece * item), real, item)
      part.forEach((distance) => (sum += distance))
      done += part.length
      hooks.progress?.('Looking for the nearest', done, total)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const images = pixels.length / item
    const sure = classifier && surenessOf(await classifier.classify(pixels), classifier.labels, sureFrom)
    return { ...about, images, nearestDistance: sum / images, ...(sure !== undefined && { sure }) }
  }
  try {
    const rows = test.length > 0 ? [await rowOf(await store.read(test))] : []
    for (const run of runs) {
      const inference = await openInference(project, run, engine, weights)
      try {
        checkShape(inference, store)
        const model = traitsOf(inference.config).name
        const codes = () => trainingCodes(project, run, inference, store, signal)
        for (const from of ['prior', 'codes'] as const) {
          const drawn = await generate(inference, { count, seed, temperature: 1, from }, { codes })
          rows.push(await rowOf(drawn.pixels.data, { run, model, from }))
        }
      } finally {
        inference.dispose()
      }
    }
    return rows
  } finally {
    classifier?.dispose()
  }
}

/** The codes of the training images, [any, D]: as training has written them, else encoded now. */
async function trainingCodes(
  project: string,
  run: string,
  inference: Inference,
  store: PixelStore,
  signal: AbortSignal | undefined
): Promise<Float32Array> {
  const { latent, labels } = inference.config
  const saved = await readLatents(project, run)
  const current =
    saved?.header.epoch === inference.epoch && latentsFit(saved.header, store, labels !== undefined)
  const z = current ? saved.z : await inference.encodeImages(allImages(store, labels), undefined, signal)
  return z.filter((_, at) => store.splits[Math.floor(at / latent)] === 0)
}

/** @throws AppError 'input' where samples cannot be set beside the project's images */
function checkShape({ height, width, channels }: Inference, store: PixelStore): void {
  if (height === store.height && width === store.width && channels === store.channels) return
  throw new AppError(
    'input',
    said('shortfall-shape', { width, height, ownWidth: store.width, ownHeight: store.height })
  )
}

/** The project's classifier; none where there are not two labels to tell apart. */
async function classifierOf(
  project: string,
  store: PixelStore,
  engine: Engine,
  { progress, signal }: EvaluationHooks
): Promise<ProjectClassifier | undefined> {
  const known = new Set(
    Array.from(idsOfSplit(store, 0), (id) => store.labels[id]).filter((label) => label >= 0)
  )
  if (known.size < 2) return undefined
  return openClassifier(project, store, engine, {
    done: (done, total) => progress?.('Training the classifier', done, total),
    signal
  })
}
