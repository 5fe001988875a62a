/** The training of a run's map as the frames of a film. */
import type { MapPoints, Pixels } from '../../shared/contract.ts'
import type { Theme } from '../../shared/palette.ts'
import { AppError } from '../../shared/errors.ts'
import type { History } from '../history.ts'
import { paintMap } from './map.ts'

export interface TrainingFilm {
  /** How many frames there are. */
  frames: number
  /** One of them, red, green and blue. */
  frame(index: number): Promise<Pixels>
}

export interface TrainingFilmOptions {
  title: string
  /** By label index. */
  labelNames: string[]
  /** By image id, −1 for none. */
  labels: Int16Array
  theme?: Theme
  hasPrior?: boolean
  /** Frames from one kept epoch to the next; points move in straight lines between them. */
  between?: number
}

/** Even, as video encoders want it. */
const size = { width: 880, height: 720 }

/**
 * The film of a run's map, an epoch after the other, on the limits that the last has.
 * @throws AppError 'missing' when fewer than two epochs were kept
 */
export async function trainingFilm(
  run: string,
  history: History | undefined,
  options: TrainingFilmOptions
): Promise<TrainingFilm> {
  if (!history || history.epochs.length < 2)
    throw new AppError(
      'missing',
      'Of this run the maps of fewer than two epochs were kept, so there is no film of its training. Maps are kept ' +
        'while a run trains, as far as a small share of its time allows: train it for more epochs, or train a new ' +
        'run in the window with its map in view.'
    )
  const { epochs, ids, latent } = history
  const { between = 4 } = options
  const labels = Int16Array.from(ids, (id) => options.labels[id] ?? -1)
  const pointsAt = (z: Float32Array): Pick<MapPoints, 'z' | 'latent' | 'ids' | 'labels'> => ({
    z,
    latent,
    ids,
    labels
  })
  const last = pointsAt(await history.read(epochs[epochs.length - 1]))
  const known = new Map<number, Promise<Float32Array>>()
  const read = (place: number) => {
    const found = known.get(place) ?? history.read(epochs[place])
    // The two that are moved between are enough.
    if (known.size > 4) known.clear()
    known.set(place, found)
    return found
  }
  return {
    frames: (epochs.length - 1) * between + 1,
    async frame(index) {
      const place = Math.min(Math.floor(index / between), epochs.length - 1)
      const share = (index - place * between) / between
      const z = share === 0 ? await read(place) : mixed(await read(place), await read(place + 1), share)
      const canvas = paintMap({
        points: pointsAt(z),
        limits: last,
        labelNames: options.labelNames,
        title: options.title,
        subtitle: `${run} · epoch ${epochs[place]}`,
        theme: options.theme,
        hasPrior: options.hasPrior,
        resolution: 1,
        ...size
      })
      const { data } = canvas.getContext('2d').getImageData(0, 0, size.width, size.height)
      const rgb = new Uint8Array(size.width * size.height * 3)
      for (let pixel = 0; pixel < size.width * size.height; pixel++)
        rgb.set(data.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel)
      return { data: rgb, count: 1, ...size, channels: 3 }
    }
  }
}

function mixed(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return from.map((value, at) => value + share * (to[at] - value))
}
