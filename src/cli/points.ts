/** The points of a run's map, without the project's database. */
import type { MapPoints } from '../shared/contract.ts'
import { allImages, readLatents, toPoints } from '../node/latents.ts'
import { openPixels } from '../node/pixels.ts'
import type { Model } from './model.ts'
import type { Shell } from './shell.ts'

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
      saved.header.count === store.count &&
      saved.header.dataVersion === store.dataVersion
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
