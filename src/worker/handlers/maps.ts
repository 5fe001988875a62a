/** Questions to a run's model: encode, decode, interpolate, the map. */
import { readFile } from 'node:fs/promises'
import { interpolate } from '../../engine/tasks/interpolate.ts'
import { manifoldGrid } from '../../engine/tasks/manifold.ts'
import type { Inference } from '../../node/inference.ts'
import { decodeImage } from '../../node/images.ts'
import type { Encoded, Endpoint, ExplorerRequests, Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { ImageSettings } from '../../shared/schemas.ts'
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
    async decode({ signal }, run, z) {
      const opened = await session.current()
      const { models } = opened
      return models.use(run, async (inference) =>
        decodeInPieces(inference, z, signal, await labelsNear(opened, run, inference, z))
      )
    },
    async 'encode.file'(_context, run, path) {
      const bytes = await readFile(path)
      if (bytes.length > largestFile) throw new AppError('input', `More than 512 MB: ${path}`)
      return encodeBytes(await session.current(), run, bytes)
    },
    'encode.bytes': async (_context, run, bytes) => encodeBytes(await session.current(), run, bytes),
    async 'encode.image'(_context, run, id) {
      const opened = await session.current()
      return encode(opened, run, await opened.images([id]))
    },
    async neighbours(_context, run, z, count) {
      const points = await (await session.current()).points(run)
      if (z.length !== points.latent) throw wrongLength(points.latent)
      return nearest(points, z, count)
    },
    async interpolate({ signal }, run, between, steps, mode) {
      const opened = await session.current()
      return opened.models.use(run, async (inference) => {
        const ends = await Promise.all(between.map((end) => latentOf(opened, inference, end)))
        const path = [...pathThrough(ends, steps, mode)]
        const z = Float32Array.from(path.flatMap((part) => [...part]))
        const labels = await labelsNear(opened, run, inference, z)
        return { z, pixels: await decodeInPieces(inference, z, signal, labels) }
      })
    },
    async manifold({ signal }, run, size) {
      const opened = await session.current()
      const { models } = opened
      return models.use(run, async (inference) => {
        const { latent } = inference.config
        if (latent < 2)
          throw new AppError('input', 'A manifold is a plane; this run has one latent dimension.')
        const grid = manifoldGrid(size)
        // Of more dimensions the first two are shown, the others at the prior's mean.
        const z = new Float32Array(size * size * latent)
        for (let cell = 0; cell < size * size; cell++)
          z.set(grid.subarray(2 * cell, 2 * cell + 2), cell * latent)
        const labels = await labelsNear(opened, run, inference, z)
        return { z, pixels: await decodeInPieces(inference, z, signal, labels) }
      })
    }
  }
}

/**
 * What a conditional model is asked for where nobody named a label: at each latent, the label of the image that
 * lies nearest to it. Nothing for other models.
 */
async function labelsNear(
  opened: OpenedProject,
  run: string,
  inference: Inference,
  z: Float32Array
): Promise<Int16Array | undefined> {
  const { labels, latent } = inference.config
  if (!labels) return undefined
  const points = await opened.points(run)
  const names = opened.pixels.labelNames
  return Int16Array.from({ length: z.length / latent }, (_, place) => {
    const [id] = nearest(points, z.subarray(place * latent, (place + 1) * latent), 1).ids
    return Math.max(0, labels.indexOf(names[opened.pixels.labels[id]]))
  })
}

/** Any image file, made into what the run's images were made into. */
async function encodeBytes(opened: OpenedProject, run: string, bytes: Uint8Array): Promise<Encoded> {
  const { height, width, channels } = await opened.models.use(run, async (inference) => inference)
  const settings: ImageSettings = {
    ...opened.project.manifest.settings,
    size: height,
    channels: channels === 1 ? 'gray' : 'rgb'
  }
  const data = await decodeImage(bytes, settings)
  return encode(opened, run, { data, count: 1, height, width, channels })
}

async function encode(opened: OpenedProject, run: string, image: Pixels): Promise<Encoded> {
  const { mean, logVariance, reconstruction } = await opened.models.use(run, async (inference) => {
    const labels = await inference.inferLabels(image)
    const posterior = await inference.encode(image, labels)
    return { ...posterior, reconstruction: await inference.decode(posterior.mean, labels) }
  })
  const neighbours = nearest(await opened.points(run), mean, neighbourCount)
  return { mean, logVariance, image, reconstruction, neighbours }
}

async function latentOf(opened: OpenedProject, inference: Inference, end: Endpoint): Promise<Float32Array> {
  if ('image' in end) return (await inference.encode(await opened.images([end.image]))).mean
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
