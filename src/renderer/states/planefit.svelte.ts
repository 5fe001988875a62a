import type { EmbedderAnswer, EmbedderTask } from '../map/embedder.ts'
import { embeddingProjection } from '../map/embedding.ts'
import { linearProjection } from '../map/projection.ts'
import { map } from './map.svelte.ts'
import { toasts } from './toasts.svelte.ts'
import { training } from './training.svelte.ts'
import { t } from '../words/words.svelte.ts'

/** The same latents are laid out alike each time. */
const seed = 1

/** Fits the plane that was chosen to the latents shown, on a thread beside the window. */
class PlaneFitState {
  /** 0 to 1 while a plane is being fitted. */
  share = $state<number | undefined>()
  /** What there is to say of the plane shown. */
  about = $state.raw<{ variance: number } | { fitted: number; count: number } | undefined>()
  /** UMAP has to wait for the end of a training. */
  waits: boolean = $derived(map.planeKind === 'umap' && training.jobOf(map.run) !== undefined)
  #worker: Worker | undefined
  #fitting: Float32Array | undefined

  constructor() {
    map.whenCleared(() => this.#stop())
    $effect.root(() => {
      $effect(() => {
        const { planeKind, values, latent, fitted, replayed } = map
        if (planeKind === 'axes' || latent <= 2) return this.#stop()
        if (!values || replayed) return
        const same = fitted?.projection.kind === planeKind
        if (same && (fitted.values === values || training.jobOf(map.run))) return
        if (this.waits || (this.#fitting === values && this.#worker)) return
        this.#fit(planeKind, values, latent)
      })
    })
  }

  /** Back to two of the dimensions. */
  cancel(): void {
    this.#stop()
    map.planeKind = 'axes'
  }

  #fit(kind: 'pca' | 'umap', values: Float32Array, latent: number): void {
    this.#stop()
    this.#fitting = values
    this.share = 0
    const worker = new Worker(new URL('../map/embedder.ts', import.meta.url), { type: 'module' })
    this.#worker = worker
    worker.onmessage = ({ data }: MessageEvent<EmbedderAnswer>) => {
      if (worker !== this.#worker) return
      if ('share' in data) {
        this.share = data.share
        return
      }
      this.#stop()
      if ('problem' in data) return this.#failed()
      if ('principal' in data) {
        const { rows, mean, share } = data.principal
        map.fitted = { projection: linearProjection('pca', rows, mean), values }
        this.about = { variance: share }
      } else {
        const { embedding } = data
        map.fitted = { projection: embeddingProjection(values, latent, embedding), values }
        this.about = { fitted: embedding.fitted, count: values.length / latent }
      }
      map.camera = undefined
    }
    worker.onerror = () => {
      if (worker === this.#worker) this.#failed()
    }
    worker.postMessage({ kind, values, latent, seed } satisfies EmbedderTask)
  }

  #failed(): void {
    this.cancel()
    toasts.show(t('plane.failed'))
  }

  #stop(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#fitting = undefined
    this.share = undefined
  }
}

export const planeFit = new PlaneFitState()
