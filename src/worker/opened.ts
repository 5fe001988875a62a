/** A project that is open in this worker: its database, its pixels, its models and the points of its maps. */
import type { Engine } from '../engine/engine.ts'
import { readHistory } from '../node/history.ts'
import type { History } from '../node/history.ts'
import { allImages, latentsFit, readLatents, someImages, toPoints, writeLatents } from '../node/latents.ts'
import type { Marks } from '../node/marks.ts'
import { openPixels } from '../node/pixels.ts'
import type { PixelStore } from '../node/pixels.ts'
import type { Project } from '../node/project.ts'
import { emptyTrash, readConfig, readRun } from '../node/runs.ts'
import type { MapPoints, Pixels, Progress } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { Models } from './models.ts'

/** Before a training has kept anything its map is of so many images. */
const liveImages = 3000

export interface Surroundings {
  engine(): Promise<Engine>
  isTraining(project: string, run: string): boolean
  progress(progress: Progress): void
}

export class OpenedProject {
  readonly models: Models
  #lastEdit: Promise<unknown> = Promise.resolve()
  readonly #points = new Map<string, { epoch: number; live: boolean; points: Promise<MapPoints> }>()

  private constructor(
    readonly project: Project,
    readonly pixels: PixelStore,
    readonly surroundings: Surroundings
  ) {
    const training = (run: string) => surroundings.isTraining(project.path, run)
    this.models = new Models(project.path, surroundings.engine, training)
  }

  /** Takes over an open project. */
  static async of(project: Project, surroundings: Surroundings): Promise<OpenedProject> {
    try {
      return new OpenedProject(project, await openPixels(project.path), surroundings)
    } catch (error) {
      await project.close()
      throw error
    }
  }

  get path(): string {
    return this.project.path
  }

  /** Images by id, in this order. */
  async images(ids: ArrayLike<number>): Promise<Pixels> {
    const { height, width, channels } = this.pixels
    return { data: await this.pixels.read(ids), count: ids.length, height, width, channels }
  }

  /**
   * Every image's latents under a run: as its training left them, or encoded now. Of a run that trains, the
   * latents of some images: those its training kept last.
   */
  async points(run: string): Promise<MapPoints> {
    const live = this.surroundings.isTraining(this.path, run)
    const record = await readRun(this.path, run)
    const epoch = live ? record.epoch : record.bestEpoch
    const known = this.#points.get(run)
    if (known && known.epoch === epoch && known.live === live) return known.points
    const points = live ? this.#some(run) : this.#all(run, epoch)
    this.#points.set(run, { epoch, live, points })
    points.catch(() => this.#points.delete(run))
    return points
  }

  async #all(run: string, epoch: number): Promise<MapPoints> {
    const { pixels, path } = this
    const { dataVersion, count } = pixels
    const ids = Int32Array.from({ length: count }, (_, id) => id)
    const saved = await readLatents(path, run)
    const conditional = (await readConfig(path, run)).labels !== undefined
    if (saved?.header.epoch === epoch && latentsFit(saved.header, pixels, conditional))
      return toPoints(run, saved.header, saved.z, pixels, ids)
    const began = performance.now()
    const { z, latent, of } = await this.models.use(run, async (inference) => ({
      z: await inference.encodeImages(allImages(pixels, inference.config.labels), (done) => {
        const seconds = (performance.now() - began) / 1000
        const rate = done / Math.max(seconds, 1e-3)
        const secondsLeft = seconds > 1 ? (count - done) / rate : undefined
        this.surroundings.progress({
          phase: 'Encoding',
          done,
          total: count,
          unit: 'images',
          rate,
          secondsLeft
        })
      }),
      latent: inference.config.latent,
      of: inference.epoch
    }))
    const header = { epoch: of, latent, count, dataVersion }
    // Kept for the next time; a disk that refuses costs only that.
    await writeLatents(path, run, header, z).then(
      () => this.project.takeIn(run),
      () => {}
    )
    return toPoints(run, header, z, pixels, ids)
  }

  /** What was kept of a run's epochs, unless the images have been imported again since. */
  async history(run: string): Promise<History | undefined> {
    const history = await readHistory(this.path, run)
    return history && history.dataVersion >= this.pixels.importVersion ? history : undefined
  }

  /** Reading what the training has encoded already leaves this process free for who walks over the map. */
  async #some(run: string): Promise<MapPoints> {
    const history = await this.history(run)
    const epoch = history?.epochs.at(-1)
    if (!history || epoch === undefined) return this.#encodeSome(run)
    const { latent, ids } = history
    return toPoints(run, { epoch, latent }, await history.read(epoch), this.pixels, ids)
  }

  async #encodeSome(run: string): Promise<MapPoints> {
    const { pixels } = this
    const step = Math.max(1, pixels.count / liveImages)
    const ids = Int32Array.from({ length: Math.min(pixels.count, liveImages) }, (_, at) =>
      Math.floor(at * step)
    )
    return this.models.use(run, async (inference) => {
      const z = await inference.encodeImages(someImages(pixels, ids, inference.config.labels))
      return toPoints(run, { epoch: inference.epoch, latent: inference.config.latent }, z, pixels, ids)
    })
  }

  /** Changes the images' labels or exclusions; questions from then on see them as they are. */
  async edit(change: (project: Project) => Promise<Marks>): Promise<Marks> {
    const turn = this.#lastEdit.then(async () => {
      const marks = await change(this.project)
      const { dataVersion } = this.project.manifest
      Object.assign(this.pixels, { ...marks, dataVersion })
      this.#points.clear()
      return marks
    })
    this.#lastEdit = turn.catch(() => {})
    return turn
  }

  /** Lets the database take in what a training wrote. */
  async takeIn(run: string): Promise<void> {
    this.#points.delete(run)
    await this.project.takeIn(run)
  }

  /** Deleted runs are gone for good then. */
  async close(): Promise<void> {
    this.models.close()
    await this.pixels.close()
    await this.project.close()
    await emptyTrash(this.path).catch(() => {})
  }

  /** As `close` where another has closed the project's database already. */
  async release(): Promise<void> {
    this.models.close()
    await this.pixels.close()
  }
}

export const nothingOpen = () => new AppError('input', said('none-open'))
