/** Takes a model that was trained or kept elsewhere into a project, as a run of it. */
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { buildLearner } from '../engine/models/build.ts'
import type { Variables } from '../engine/engine.ts'
import type { ImageShape, ParameterSpec } from '../engine/networks/parameters.ts'
import { optimizerRule } from '../engine/optimizers.ts'
import { initialState } from '../engine/trainer.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { Metric, type RunConfig, type RunRecord } from '../shared/schemas.ts'
import * as v from 'valibot'
import { fromFile, saveCheckpoint } from './checkpoint.ts'
import { floatWords, type FloatType } from './floats.ts'
import { idsOfSplit } from './latents.ts'
import { readManifest } from './manifest.ts'
import { readParts, type ModelParts } from './modelimport/parts.ts'
import { settingsOf, type ModelSettings } from './modelimport/settings.ts'
import { openPixels, type PixelStore } from './pixels.ts'
import { createRun, findRun, readConfig, readRun, runFolder, updateRun, writeMetrics } from './runs.ts'
import { decodeSafetensors } from './safetensors.ts'
import { labelled } from './trainable.ts'
import { sameShape, shapeValues } from './shape.ts'

export interface ModelImportOptions {
  /** A run of the project whose settings the weights are of, in place of what the file says. */
  like?: string
  /** What the new run is called. */
  name?: string
}

/**
 * Makes a run of the weights in a safetensors file, in a run's folder, or in a zip of one. It can be looked at and
 * trained further as any other.
 * @throws AppError 'format' naming the tensor that is missing, unknown, of another shape or not finite; 'input' when
 * nothing says what network it is, or its images are others than the project's. Nothing is left of it then.
 */
export async function importModel(
  project: string,
  path: string,
  options: ModelImportOptions = {}
): Promise<RunRecord> {
  const { dataVersion } = await readManifest(project)
  const parts = await readParts(path)
  const { tensors, metadata, converted } = decodeSafetensors(parts.weights, parts.title)
  const settings = settingsOf(
    parts,
    metadata,
    options.like ? await settingsLike(project, options.like) : undefined
  )
  const store = await openPixels(project)
  try {
    const image = imageOf(settings, store, parts)
    const epoch = Math.max(1, settings.epoch ?? 1)
    // Its epochs are those it has; more are given to it as to any run that ended.
    const config: RunConfig = { ...settings.config, epochs: epoch }
    const specs = buildLearner(config, image).parameters
    checkNames(specs, tensors, parts.title)
    const weights = fromFile(specs, tensors, parts.title)
    const name = options.name ?? settings.name ?? basename(path)
    const run = await createRun(project, config, { name, dataVersion })
    try {
      await writeMetrics(project, run.id, metricsOf(parts))
      return await keep(project, run.id, {
        config,
        image,
        epoch,
        specs,
        weights,
        store,
        note: `Imported from ${basename(path)}${conversion(converted)}`
      })
    } catch (error) {
      await rm(runFolder(project, run.id), { recursive: true, force: true })
      throw error
    }
  } finally {
    await store.close()
  }
}

async function settingsLike(project: string, wanted: string): Promise<ModelSettings> {
  const { id } = await findRun(project, wanted)
  return { config: await readConfig(project, id), image: (await readRun(project, id)).image }
}

function imageOf(settings: ModelSettings, store: PixelStore, { title }: ModelParts): ImageShape {
  const { height, width, channels } = store
  const own = { height, width, channels }
  const image = settings.image ?? own
  if (!sameShape(image, own))
    throw new AppError('input', said('model-shape', { title, ...shapeValues(image, own) }))
  return own
}

/** A tensor that the model does not have says that the settings are not those of the weights. */
function checkNames(specs: ParameterSpec[], tensors: Variables, title: string): void {
  const known = new Set(specs.map(({ name }) => name))
  const unknown = Object.keys(tensors).find((name) => !known.has(name))
  if (unknown !== undefined) throw new AppError('format', said('model-stranger', { title, tensor: unknown }))
}

/** The lines that can be read; they tell how it was trained and decide nothing. */
function metricsOf({ metrics = '' }: ModelParts): Metric[] {
  return metrics.split('\n').flatMap((line) => {
    try {
      return [v.parse(Metric, JSON.parse(line))]
    } catch {
      return []
    }
  })
}

interface Kept {
  config: RunConfig
  image: ImageShape
  epoch: number
  specs: ParameterSpec[]
  weights: Variables
  store: PixelStore
  note: string
}

const conversion = (types: FloatType[]) =>
  types.length > 0 ? `, converted from ${types.map((type) => floatWords[type]).join(' and ')} to float32` : ''

/** Writes the weights as a run's best and last, with an optimizer that starts anew. */
async function keep(project: string, run: string, kept: Kept): Promise<RunRecord> {
  const { config, image, epoch, specs, weights, store, note } = kept
  const { slots, starts } = optimizerRule(config.optimizer)
  const images = labelled(store, idsOfSplit(store, 0), config).length
  const step = epoch * Math.ceil(images / config.batch)
  const slotValues = slots.flatMap((slot) =>
    specs.map(({ name, shape }) => {
      const values = new Float32Array(weights[name].values.length).fill(starts?.[slot] ?? 0)
      return [`${slot}/${name}`, { shape, values }] as const
    })
  )
  const state = { ...initialState(), epoch, step }
  state.best = { ...state.best, epoch }
  await saveCheckpoint(project, run, specs, slots, {
    state,
    weights,
    slots: Object.fromEntries(slotValues),
    improved: true
  })
  return updateRun(project, run, {
    status: 'finished',
    note,
    image: { ...image, channels: image.channels as 1 | 3 },
    epoch,
    bestEpoch: epoch,
    step
  })
}
