import type {
  Degradation,
  Observed,
  Pixels,
  Restoration,
  RestoreImage,
  RestoreSource,
  RestoreWish
} from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { explorer, on, problemOf } from '../connection.ts'
import { emptyHole } from '../hole.ts'
import { latest, superseded } from '../latest.ts'
import { onePixels } from '../pixels.ts'
import { project } from './project.svelte.ts'

export type RestoreTask = 'denoise' | 'inpaint' | 'super-resolve'
export type NoiseKind = 'gaussian' | 'impulse' | 'blur'
/** Which of the restored pictures is looked at. */
export type Shown = 'mean' | 'baseline' | number

const mostUndone = 100

/** What the Restore screen shows and does, for the run looked at. */
class RestoreState {
  run = $state<string | undefined>()
  /** What the run's conditional model can be asked for, and how many latents it has. */
  about = $state.raw<{ labels?: string[]; latent: number } | undefined>()
  source = $state.raw<{ of: RestoreSource; name: string } | undefined>()
  image = $state.raw<RestoreImage | undefined>()

  task = $state<RestoreTask>('inpaint')
  noise = $state<NoiseKind>('gaussian')
  amounts = $state({ gaussian: 0.25, impulse: 0.25, blur: 1.5 })
  factor = $state<2 | 4>(4)
  /** Whether the image is degraded already; else that is done here, to try it. */
  found = $state(false)
  hole = $state.raw<Uint8Array>(new Uint8Array())
  samples = $state(8)
  seed = $state(0)
  method = $state<'gradient' | 'chain'>('gradient')
  /** '' to have it inferred. */
  label = $state('')

  observed = $state.raw<Observed | undefined>()
  result = $state.raw<Restoration | undefined>()
  shown = $state<Shown>('mean')
  /** How far the restoring under way is, 0…1; undefined while none is. */
  progress = $state<number | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()

  #undone = $state.raw<readonly Uint8Array[]>([])
  #redone = $state.raw<readonly Uint8Array[]>([])
  #cancel?: AbortController
  #project?: string
  #observe = latest((wish: { run: string; wish: RestoreWish }) =>
    explorer.call('restore.observe', wish.run, wish.wish)
  )
  #read = latest((wish: { run: string; of: RestoreSource; factor: number }) =>
    explorer.call('restore.read', wish.run, wish.of, wish.factor)
  )

  constructor() {
    on('restore.progress', ({ done, total }) => {
      if (this.progress !== undefined) this.progress = done / total
    })
  }

  degradation: Degradation = $derived.by(() => {
    if (this.task === 'super-resolve') return { kind: 'shrink', factor: this.factor }
    if (this.task === 'inpaint') return { kind: 'hole', hole: this.hole }
    return this.noise === 'impulse'
      ? { kind: 'impulse', share: this.amounts.impulse }
      : { kind: this.noise, deviation: this.amounts[this.noise] }
  })

  /** What is asked, once it is whole: an image, and for a hole a hole. */
  wish: RestoreWish | undefined = $derived.by(() => {
    const { image, task, found, seed, degradation } = this
    if (!image || this.#factorRead !== this.#factorWanted) return undefined
    if (task === 'inpaint' && !this.hole.includes(1)) return undefined
    return { degradation, image: image.pixels, observed: found, seed }
  })

  /** The picture looked at, restored. */
  picture: Pixels | undefined = $derived.by(() => {
    const { result, shown } = this
    if (!result) return undefined
    if (shown === 'mean') return result.mean
    return shown === 'baseline' ? result.baseline : onePixels(result.samples, shown)
  })

  canUndo = $derived(this.#undone.length > 0)
  canRedo = $derived(this.#redone.length > 0)

  #factorRead = $state(1)
  #factorWanted = $derived(this.task === 'super-resolve' && this.found ? this.factor : 1)

  /** Looks at another run; the image stays where the project is the same. */
  async open(run: string | undefined): Promise<void> {
    if (run === this.run) return
    this.cancel()
    this.run = run
    this.about = undefined
    this.label = ''
    if (this.#project !== project.summary?.path) {
      this.#project = project.summary?.path
      this.source = undefined
      this.image = undefined
      this.#forgetStrokes()
    }
    this.#forget()
    this.problem = undefined
    if (!run) return
    try {
      const { labels, latent } = await explorer.call('generate.about', run)
      if (run === this.run) this.about = { labels, latent }
    } catch (error) {
      if (run === this.run) this.problem = problemOf(error)
    }
    if (this.source) await this.load(this.source.of, this.source.name)
  }

  /** Takes an image to restore. */
  async load(of: RestoreSource, name: string): Promise<void> {
    const { run } = this
    if (!run) return
    const factor = this.#factorWanted
    try {
      const image = await this.#read({ run, of, factor })
      if (image === superseded || run !== this.run) return
      this.cancel()
      const { width, height } = image.pixels
      if (this.hole.length !== width * height && factor === 1) {
        this.hole = emptyHole(image.pixels)
        this.#forgetStrokes()
      }
      this.source = { of, name }
      this.#factorRead = factor
      this.image = image
      this.problem = undefined
      this.#forget()
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Reads the image again where it is to be of another size. */
  async refit(): Promise<void> {
    if (this.source && this.image && this.#factorRead !== this.#factorWanted)
      await this.load(this.source.of, this.source.name)
  }

  /** Sees what the model would see; results of another wish go. */
  async observe(): Promise<void> {
    const { run, wish } = this
    this.#forget()
    this.cancel()
    if (!run || !wish) return
    try {
      const observed = await this.#observe({ run, wish })
      if (observed !== superseded && wish === this.wish) this.observed = observed
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  async restore(): Promise<void> {
    const { run, wish, samples, method, label } = this
    if (!run || !wish || this.progress !== undefined) return
    const cancel = new AbortController()
    this.#cancel = cancel
    this.progress = 0
    this.problem = undefined
    try {
      const options = { samples, method, ...(label && { label }) }
      const result = await explorer.with(cancel.signal).call('restore', run, wish, options)
      if (this.#cancel !== cancel) return
      this.result = result
      this.observed = result
      this.shown = 'mean'
    } catch (error) {
      if (this.#cancel === cancel) this.problem = problemOf(error) ?? this.problem
    } finally {
      if (this.#cancel === cancel) {
        this.#cancel = undefined
        this.progress = undefined
      }
    }
  }

  cancel(): void {
    this.#cancel?.abort()
    this.#cancel = undefined
    this.progress = undefined
  }

  /** Another hole, which can be undone. */
  paint(hole: Uint8Array): void {
    this.#undone = [...this.#undone, this.hole].slice(-mostUndone)
    this.#redone = []
    this.hole = hole
  }

  undo(): void {
    const before = this.#undone.at(-1)
    if (!before) return
    this.#redone = [...this.#redone, this.hole]
    this.#undone = this.#undone.slice(0, -1)
    this.hole = before
  }

  redo(): void {
    const after = this.#redone.at(-1)
    if (!after) return
    this.#undone = [...this.#undone, this.hole]
    this.#redone = this.#redone.slice(0, -1)
    this.hole = after
  }

  #forgetStrokes(): void {
    this.#undone = []
    this.#redone = []
  }

  #forget(): void {
    this.observed = undefined
    this.result = undefined
  }
}

export const restore = new RestoreState()
