/** What a person compares as a model learns: the same images and the same draws from the prior, again and again. */
import { permutation } from '../engine/random.ts'
import { drawsOfPriors, priorSamples, type LabelPriors } from '../engine/tasks/generate.ts'
import type { Pixels, TrainingSnapshot } from '../shared/contract.ts'
import type { RunConfig } from '../shared/schemas.ts'
import { completeImages, type Completing } from './completion.ts'
import { idsOfSplit } from './latents.ts'
import type { PixelStore } from './pixels.ts'

/** Images and samples in a snapshot. */
const shown = 8

/** The images that judge a run: the validation split, or, where no image fell into it, the training images. */
export function judgingIds(store: PixelStore): Int32Array {
  const validation = idsOfSplit(store, 1)
  return validation.length > 0 ? validation : idsOfSplit(store, 0)
}

/** Some of the judging images, drawn by seed so that they are not all of one label. */
function shownIds(store: PixelStore, seed: number, labels?: string[]): Int32Array {
  const ids = judgingIds(store).filter((id) => !labels || labels.includes(store.labelNames[store.labels[id]]))
  const order = permutation(ids.length, seed, 'selection', 1)
  return Int32Array.from(order.subarray(0, shown), (place) => ids[place])
}

/** Bytes of whole images of a project, with their shape. */
export function pixelsOf({ height, width, channels }: PixelStore, data: Uint8Array): Pixels {
  return { data, count: data.length / (height * width * channels), height, width, channels }
}

export interface SnapshotModel extends Completing {
  config: Pick<RunConfig, 'seed' | 'latent' | 'labels' | 'condition'>
  /** Posterior means, [count, D]. */
  encode(pixels: Pixels, labels?: ArrayLike<number>): Promise<{ mean: Float32Array }>
  /** @param condition a label a latent, or of a model that completes images an image each, in bytes */
  decode(z: Float32Array, condition?: ArrayLike<number>): Promise<Pixels>
  /** Of a conditional model. */
  labelPriors(): Promise<LabelPriors>
}

export async function takeSnapshot(
  model: SnapshotModel,
  store: PixelStore,
  about: Pick<TrainingSnapshot, 'run' | 'epoch' | 'validation'>
): Promise<TrainingSnapshot> {
  const { seed, latent, labels, condition } = model.config
  const ids = shownIds(store, seed, labels)
  const originals = pixelsOf(store, await store.read(ids))
  const known = labels && Array.from(ids, (id) => labels.indexOf(store.labelNames[store.labels[id]]))
  const { mean } = await model.encode(originals, known)
  if (condition) {
    // Of the same images two things: what the whole image says of the missing quadrants, and what a draw does.
    return {
      ...about,
      originals,
      reconstructions: await model.decode(mean, originals.data),
      samples: await completeImages(model, originals, { samples: 1, seed })
    }
  }
  const noise = priorSamples(shown, latent, seed)
  // A conditional model is asked for its labels in turn, each where its own prior lies.
  const asked = labels && Array.from({ length: shown }, (_, sample) => sample % labels.length)
  const samples = asked ? drawsOfPriors(noise, asked, await model.labelPriors(), latent) : noise
  return {
    ...about,
    originals,
    reconstructions: await model.decode(mean, known),
    samples: await model.decode(samples, asked)
  }
}
