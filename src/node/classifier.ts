/**
 * The project's classifier: trained once on its training images as they are preprocessed, kept in
 * `evaluation/classifier.safetensors`, and trained anew where the images, their labels or their shape have changed.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, Variables } from '../engine/engine.ts'
import { fromTorch, torchShape, toTorch } from '../engine/networks/layout.ts'
import type { ParameterSpec } from '../engine/networks/parameters.ts'
import {
  classifierNetwork,
  loadClassifier,
  readingAccuracy,
  trainClassifier,
  type Classifier
} from '../engine/tasks/classifier.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { writeAtomic } from './files.ts'
import { idsOfSplit, someImages } from './latents.ts'
import type { PixelStore } from './pixels.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

export interface ProjectClassifier extends Classifier {
  /** The project's labels, in the order of the probabilities. */
  readonly labelNames: string[]
  /** The share of real images whose label it reads as it is, of those kept out of the training. */
  readonly accuracy: number
  /** Which images that share is of, and how many they are. */
  readonly measuredOn: 'test' | 'validation' | 'train'
  readonly measuredImages: number
}

export interface OpenOptions {
  done?(step: number, steps: number): void
  signal?: AbortSignal
}

const classifierFile = (project: string) => join(project, 'evaluation', 'classifier.safetensors')

/** What must be as it was for a kept classifier to be used. */
function facts(store: PixelStore): Record<string, string> {
  const { height, width, channels, dataVersion, labelNames } = store
  return { data: JSON.stringify({ dataVersion, height, width, channels, labelNames }) }
}

const withLabel = (store: PixelStore, split: 0 | 1 | 2) =>
  idsOfSplit(store, split).filter((id) => store.labels[id] >= 0)

/** The images kept out of the training: those of the test, or of the validation where there are none. */
function judges(store: PixelStore): { ids: Int32Array; split: ProjectClassifier['measuredOn'] } {
  const named = [
    { ids: withLabel(store, 2), split: 'test' as const },
    { ids: withLabel(store, 1), split: 'validation' as const }
  ]
  return named.find(({ ids }) => ids.length > 0) ?? { ids: withLabel(store, 0), split: 'train' }
}

/**
 * The project's classifier on an engine, trained where it is not kept.
 * @throws AppError 'input' where the training images do not carry two labels
 */
export async function openClassifier(
  project: string,
  store: PixelStore,
  engine: Engine,
  { done, signal }: OpenOptions = {}
): Promise<ProjectClassifier> {
  const labels = store.labelNames.length
  const specs = classifierNetwork(store, Math.max(labels, 1)).parameters
  const training = withLabel(store, 0)
  const { ids, split } = judges(store)
  const complete = (classifier: Classifier, accuracy: number): ProjectClassifier => ({
    ...classifier,
    labelNames: store.labelNames,
    accuracy,
    measuredOn: split,
    measuredImages: ids.length
  })
  const kept = await readKept(project, store, specs)
  if (kept) return complete(await loadClassifier(engine, kept.weights, store, labels), kept.accuracy)
  if (new Set(training.map((id) => store.labels[id])).size < 2)
    throw new AppError('input', said('classifier-labels'))
  const images = someImages(store, training, store.labelNames)
  const weights = await trainClassifier(engine, images, store, labels, { done, signal })
  const classifier = await loadClassifier(engine, weights, store, labels)
  const accuracy = await readingAccuracy(classifier, someImages(store, ids, store.labelNames))
  const inFile = Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      { shape: torchShape(spec), values: toTorch(spec, weights[spec.name].values) }
    ])
  )
  const words = { ...facts(store), accuracy: String(accuracy) }
  await writeAtomic(classifierFile(project), encodeSafetensors(inFile, words))
  return complete(classifier, accuracy)
}

/** The kept weights where they are of these images; a damaged file is as good as none. */
async function readKept(
  project: string,
  store: PixelStore,
  specs: ParameterSpec[]
): Promise<{ weights: Variables; accuracy: number } | undefined> {
  const path = classifierFile(project)
  if (!existsSync(path)) return undefined
  try {
    const { tensors, metadata } = decodeSafetensors(await readFile(path), path)
    if (metadata.data !== facts(store).data) return undefined
    const weights = Object.fromEntries(
      specs.map((spec) => [
        spec.name,
        { shape: spec.shape, values: fromTorch(spec, tensors[spec.name].values) }
      ])
    )
    return { weights, accuracy: Number(metadata.accuracy) }
  } catch {
    return undefined
  }
}
