/** The map as it forms while a model learns, from some of the images and within a share of the time. */
import type { Program } from '../engine/engine.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { permutation } from '../engine/random.ts'
import type { MapPoints } from '../shared/contract.ts'
import type { RunConfig } from '../shared/schemas.ts'
import { encodeAll } from './inference.ts'
import { someImages, toPoints } from './latents.ts'
import type { PixelStore } from './pixels.ts'

/** Points of the live map; the finished map has them all. */
const livePoints = 3000
/** The share of the training's time that the live map may take: while somebody looks on, and while nobody does. */
export const liveShares = { watched: 0.1, unwatched: 0.02 }

export class LiveMap {
  private readonly ids: Int32Array
  private busySeconds = 0
  private readonly started = performance.now()

  constructor(
    private readonly program: Program,
    private readonly model: LatentModel,
    private readonly store: PixelStore,
    private readonly run: string,
    private readonly config: Pick<RunConfig, 'seed' | 'labels'>,
    private readonly share: number
  ) {
    const order = permutation(store.count, config.seed, 'selection', 0)
    this.ids = Int32Array.from(order.subarray(0, livePoints)).sort()
  }

  /** The points, unless they have lately taken more than their share of the time. */
  async points(epoch: number): Promise<MapPoints | undefined> {
    const begin = performance.now()
    if (this.busySeconds > (this.share * (begin - this.started)) / 1000) return undefined
    const { program, model, store, run, ids } = this
    const z = await encodeAll(program, model, someImages(store, ids, this.config.labels))
    this.busySeconds += (performance.now() - begin) / 1000
    return toPoints(run, { epoch, latent: model.latent }, z, store, ids)
  }
}
