/** What a person sees while a model learns: the same images and the same draws from the prior, again and again. */
import type { Program } from '../engine/engine.ts'
import { runDecode, runEncode } from '../engine/inference.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { permutation } from '../engine/random.ts'
import { priorSamples } from '../engine/tasks/generate.ts'
import type { MapPoints, Pixels, TrainingSnapshot } from '../shared/contract.ts'
import type { Terms } from '../shared/schemas.ts'
import { encodeAll } from './inference.ts'
import { someImages, toPoints } from './latents.ts'
import type { PixelStore } from './pixels.ts'

/** Images and samples in a snapshot. */
const shown = 8
/** Points of the live map; the finished map has them all. */
const livePoints = 3000
/** The live map may take this share of the training's time. */
const liveShare = 0.1

export class Watch {
  private readonly ids: Int32Array
  private busySeconds = 0
  private readonly started = performance.now()

  constructor(
    private readonly program: Program,
    private readonly model: LatentModel,
    private readonly store: PixelStore,
    private readonly run: string,
    private readonly seed: number
  ) {
    const order = permutation(store.count, seed, 'selection', 0)
    this.ids = Int32Array.from(order.subarray(0, livePoints)).sort()
  }

  private pixels(data: Uint8Array): Pixels {
    const { height, width, channels } = this.store
    return { data, count: data.length / (height * width * channels), height, width, channels }
  }

  /** @param validation ids to show from; the first eight are shown */
  async snapshot(epoch: number, validation: Terms, ids: Int32Array): Promise<TrainingSnapshot> {
    const { program, model, store, run } = this
    const originals = await store.read(ids.subarray(0, shown))
    const { mean } = await runEncode(program, model, originals)
    const samples = priorSamples(shown, model.latent, this.seed)
    return {
      run,
      epoch,
      validation,
      originals: this.pixels(originals),
      reconstructions: this.pixels(await runDecode(program, model, mean)),
      samples: this.pixels(await runDecode(program, model, samples))
    }
  }

  /** The live map, unless it has lately taken more than its share of the time. */
  async points(epoch: number): Promise<MapPoints | undefined> {
    const begin = performance.now()
    if (this.busySeconds > (liveShare * (begin - this.started)) / 1000) return undefined
    const { program, model, store, run, ids } = this
    const z = await encodeAll(program, model, someImages(store, ids))
    this.busySeconds += (performance.now() - begin) / 1000
    return toPoints(run, { epoch, latent: model.latent }, z, store, ids)
  }
}
