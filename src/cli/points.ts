/** Latent points: those of a run's map, without the project's database, and those a person names. */
import type { MapPoints } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { allImages, latentsFit, readLatents, toPoints } from '../node/latents.ts'
import { openPixels } from '../node/pixels.ts'
import { changesOf, readImages } from './images.ts'
import type { Model } from './model.ts'
import type { Shell } from './shell.ts'
import { latentPoint } from './values.ts'

export interface LabelledPoints {
  points: MapPoints
  labelNames: string[]
}

/** Places of the images that training has written, or encodes them where they are missing or of older weights. */
export async function readPoints(
  shell: Shell,
  { project, run, inference }: Model,
  keep: (split: number) => boolean
): Promise<LabelledPoints> {
  const store = await openPixels(project)
  try {
    const saved = await readLatents(project, run.id)
    const { latent } = inference.config
    const current =
      saved?.header.epoch === inference.epoch &&
      latentsFit(saved.header, store, inference.config.labels !== undefined)
    const z = current ? saved.z : await encodeAll()
    const ids = Int32Array.from(store.splits.keys()).filter((id) => keep(store.splits[id]))
    const kept = new Float32Array(ids.length * latent)
    ids.forEach((id, row) => kept.set(z.subarray(id * latent, (id + 1) * latent), row * latent))
    const header = { epoch: inference.epoch, latent }
    return { points: toPoints(run.id, header, kept, store, ids), labelNames: store.labelNames }
  } finally {
    await store.close()
  }

  function encodeAll(): Promise<Float32Array> {
    const began = performance.now()
    const told = (done: number): void =>
      shell.terminal.progress({
        phase: 'Encoding',
        done,
        total: store.count,
        unit: 'images',
        rate: (done / (performance.now() - began)) * 1000
      })
    return inference.encodeImages(allImages(store, inference.config.labels), told, shell.signal)
  }
}

/** Points of the wrong length are a wrong call, but only the run knows the right one. */
export function checkLatent(points: number[][], latent: number): void {
  for (const point of points)
    if (point.length !== latent)
      throw new AppError(
        'usage',
        `This run has ${latent} latent ${latent === 1 ? 'dimension' : 'dimensions'}, but ${point.join(',')} has ${point.length}.`
      )
}

/** The latent point a place stands for: "z:0.5,-1", "#12" (an image of the project), or an image file. */
export async function latentOf(shell: Shell, model: Model, text: string): Promise<Float32Array> {
  const { inference, project, manifest } = model
  if (text.startsWith('z:')) {
    const point = latentPoint(text.slice(2))
    checkLatent([point], inference.config.latent)
    return Float32Array.from(point)
  }
  const id = /^#(\d+)$/.exec(text)?.[1]
  if (id !== undefined) {
    const store = await openPixels(project)
    try {
      if (Number(id) >= store.count)
        throw new AppError(
          'missing',
          `There is no image #${id}: the project holds #0 to #${store.count - 1}.`
        )
      const { height, width, channels } = store
      const data = await store.read([Number(id)])
      return (await inference.encode({ data, count: 1, height, width, channels })).mean
    } finally {
      await store.close()
    }
  }
  const images = await readImages([text], manifest.settings, shell.signal)
  const [problem] = images.problems
  if (problem) throw new AppError('input', `${text}: ${problem.reason}`)
  for (const line of changesOf(images)) shell.terminal.line(line)
  return (await inference.encode(images.pixels)).mean
}
