/** Questions to a run's model: encode, decode, interpolate, the map. */
import { readFile } from 'node:fs/promises'
import { interpolate } from '../../engine/tasks/interpolate.ts'
import { manifoldGrid } from '../../engine/tasks/manifold.ts'
import type { Inference } from '../../node/inference.ts'
import { readRestoreImage, settingsFor } from '../../node/restoreimages.ts'
import type { Encoded, Endpoint, ExplorerRequests, Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { conditionsFor, labelPlace, priorsOf, sameConditions } from '../conditions.ts'
import { decodeInPieces, wrongLength } from '../decoding.ts'
import { nearest } from '../nearest.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

type Group = Pick<
  ExplorerRequests,
  | 'map.points'
  | 'decode'
  | 'encode.file'
  | 'encode.bytes'
  | 'encode.image'
  | 'neighbours'
  | 'interpolate'
  | 'manifold'
>

/** Neighbours given with an encoded image. */
const neighbourCount = 12
const largestFile = 512 * 1024 * 1024

export function mapHandlers(session: Session): Handlers<Group> {
  return {
    'map.points': async (_context, run) => (await session.current()).points(run),
    async decode({ signal }, run, z, condition) {
      const opened = await session.current()
      const { models } = opened
      return models.use(run, async (inference) =>
        decodeInPieces(inference, z, signal, await conditionsFor(opened, run, inference, z, condition))
      )
    },
    async 'encode.file'(_context, run, path, label) {
      const bytes = await readFile(path)
      if (bytes.length > largestFile) throw new AppError('input', said('file-large-path', { path }))
      return encodeBytes(await session.current(), run, bytes, label)
    },
    'encode.bytes': async (_context, run, bytes, label) =>
      encodeBytes(await session.current(), run, bytes, label),
    async 'encode.image'(_context, run, id, label) {
      const opened = await session.current()
      const { labelNames, labels } = opened.pixels
      return encode(opened, run, await opened.images([id]), label, labelNames[labels[id]])
    },
    async neighbours(_context, run, z, count) {
      const points = await (await session.current()).points(run)
      if (z.length !== points.latent) throw wrongLength(points.latent)
      return nearest(points, z, count)
    },
    async interpolate({ signal }, run, between, steps, mode, condition) {
      const opened = await session.current()
      return opened.models.use(run, async (inference) => {
        const ends = await Promise.all(between.map((end) => latentOf(opened, inference, end)))
        const path = [...pathThrough(ends, steps, mode)]
        const z = Float32Array.from(path.flatMap((part) => [...part]))
        const conditions = await conditionsFor(opened, run, inference, z, condition)
        return { z, pixels: await decodeInPieces(inference, z, signal, conditions) }
      })
    },
    async manifold({ signal }, run, size, condition) {
      const opened = await session.current()
      const { models } = opened
      return models.use(run, async (inference) => {
        const { latent } = inference.config
        if (latent < 2) throw new AppError('input', said('manifold-plane'))
        const grid = manifoldGrid(size)
        // Of more dimensions the first two are shown, the others at the prior's mean.
        const z = new Float32Array(size * size * latent)
        for (let cell = 0; cell < size * size; cell++)
          z.set(grid.subarray(2 * cell, 2 * cell + 2), cell * latent)
        if (condition) {
          const { means, deviations } = await priorsOf(
            inference,
            await sameConditions(opened, inference, 1, condition),
            1
          )
          z.forEach((value, at) => (z[at] = means[at % latent] + deviations[at % latent] * value))
        }
        const conditions = await conditionsFor(opened, run, inference, z, condition)
        return { z, pixels: await decodeInPieces(inference, z, signal, conditions) }
      })
    }
  }
}

/** Any image file, made into what the run's images were made into. */
async function encodeBytes(
  opened: OpenedProject,
  run: string,
  bytes: Uint8Array,
  label: string | undefined
): Promise<Encoded> {
  const image = await opened.models.use(run, async (inference) => inference)
  const settings = settingsFor(opened.project.manifest.settings, image)
  const { pixels, was } = await readRestoreImage(bytes, settings)
  return { ...(await encode(opened, run, pixels, label)), was }
}

/**
 * @param label what a conditional model is to take the image for
 * @param own the image's label, taken where none is asked for and the model knows it; else the likeliest is
 */
async function encode(
  opened: OpenedProject,
  run: string,
  image: Pixels,
  label?: string,
  own?: string
): Promise<Encoded> {
  const found = await opened.models.use(run, async (inference) => {
    const { config, model } = inference
    const wanted = label ?? (config.labels?.includes(own ?? '') ? own : undefined)
    const labels =
      wanted === undefined ? await inference.inferLabels(image) : Int16Array.of(labelPlace(inference, wanted))
    const posterior = await inference.encode(image, labels)
    const condition = model.given === undefined ? labels : image.data
    return {
      ...posterior,
      reconstruction: await inference.decode(posterior.mean, condition),
      ...(labels && { label: config.labels?.[labels[0]] })
    }
  })
  return { ...found, image, neighbours: nearest(await opened.points(run), found.mean, neighbourCount) }
}

async function latentOf(opened: OpenedProject, inference: Inference, end: Endpoint): Promise<Float32Array> {
  if ('image' in end) {
    const { labelNames, labels } = opened.pixels
    const label = inference.config.labels?.indexOf(labelNames[labels[end.image]]) ?? -1
    return (await inference.encode(await opened.images([end.image]), [label])).mean
  }
  if (end.z.length !== inference.config.latent) throw wrongLength(inference.config.latent)
  return Float32Array.from(end.z)
}

/** From end to end to end, each stretch in `steps` steps; where two stretches meet the point counts once. */
function* pathThrough(
  ends: Float32Array[],
  steps: number,
  mode: Parameters<typeof interpolate>[3]
): Generator<Float32Array> {
  const latent = ends[0].length
  for (let stretch = 1; stretch < ends.length; stretch++) {
    const points = interpolate(ends[stretch - 1], ends[stretch], steps, mode)
    yield stretch === 1 ? points : points.subarray(latent)
  }
}
