/** The latents of every image of a project under a run, kept as files that the project's owner takes in. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Images } from '../engine/batches.ts'
import type { MapPoints } from '../shared/contract.ts'
import { parse } from '../shared/schemas.ts'
import { writeAtomic } from './files.ts'
import type { PixelStore } from './pixels.ts'
import { runFolder } from './runs.ts'

/** `latents.json`; `latents.f32` beside it holds the posterior means, float32, [count, latent], by image id. */
export const LatentsHeader = v.object({
  epoch: v.number(),
  latent: v.number(),
  count: v.number(),
  dataVersion: v.number()
})
export type LatentsHeader = v.InferOutput<typeof LatentsHeader>

/**
 * The project's labels as a conditional model knows them: an index into its labels for each image, −1 where the
 * image has none or one the model has not learnt.
 */
function modelLabels(store: PixelStore, known: string[]): Int16Array {
  const index = store.labelNames.map((name) => known.indexOf(name))
  return store.labels.map((label) => (label < 0 ? -1 : index[label]))
}

/**
 * Every image of a project, read by id.
 * @param labels a conditional model's labels
 */
export function allImages(store: PixelStore, labels?: string[]): Images {
  return {
    count: store.count,
    labels: labels && modelLabels(store, labels),
    read: (places) => store.read(places)
  }
}

/** Some images of a project: place i is image ids[i]. */
export function someImages(store: PixelStore, ids: ArrayLike<number>, labels?: string[]): Images {
  const all = labels && modelLabels(store, labels)
  return {
    count: ids.length,
    labels: all && Int16Array.from(ids, (id) => all[id]),
    read: (places) => store.read(Array.from(places, (place) => ids[place]))
  }
}

/** The ids of a split's images that are not left out: 0 train, 1 validation, 2 test. */
export function idsOfSplit({ splits, excluded }: PixelStore, split: 0 | 1 | 2): Int32Array {
  return Int32Array.from(splits.keys()).filter((id) => splits[id] === split && !excluded[id])
}

/**
 * Whether saved latents speak of the images as they are. A conditional model encodes an image with its label, so
 * its latents must be of the same labels too.
 */
export function latentsFit(
  { dataVersion, count }: LatentsHeader,
  store: Pick<PixelStore, 'count' | 'dataVersion' | 'importVersion'>,
  conditional: boolean
): boolean {
  const sameData = conditional ? dataVersion === store.dataVersion : dataVersion >= store.importVersion
  return sameData && count === store.count
}

/** Latents as the points of a map. @param ids the images the rows are of */
export function toPoints(
  run: string,
  { epoch, latent }: Pick<LatentsHeader, 'epoch' | 'latent'>,
  z: Float32Array,
  store: PixelStore,
  ids: Int32Array
): MapPoints {
  return {
    run,
    epoch,
    latent,
    ids,
    z,
    labels: Int16Array.from(ids, (id) => store.labels[id]),
    splits: Uint8Array.from(ids, (id) => store.splits[id])
  }
}

export async function writeLatents(
  project: string,
  run: string,
  header: LatentsHeader,
  z: Float32Array
): Promise<void> {
  const folder = runFolder(project, run)
  await writeAtomic(join(folder, 'latents.f32'), new Uint8Array(z.buffer, z.byteOffset, z.byteLength))
  await writeAtomic(join(folder, 'latents.json'), JSON.stringify(header, null, 2) + '\n')
}

/** The saved latents, if they are whole. */
export async function readLatents(
  project: string,
  run: string
): Promise<{ header: LatentsHeader; z: Float32Array } | undefined> {
  const folder = runFolder(project, run)
  if (!existsSync(join(folder, 'latents.json'))) return undefined
  const header = parse(
    LatentsHeader,
    JSON.parse(await readFile(join(folder, 'latents.json'), 'utf8')),
    'The latents'
  )
  const bytes = await readFile(join(folder, 'latents.f32'))
  if (bytes.length !== 4 * header.count * header.latent) return undefined
  return {
    header,
    z: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  }
}
