/** The thread beside the window that fits planes to latents. */
import { embed } from './embedding.ts'
import type { Embedding } from './embedding.ts'
import { principalPlane } from '../../shared/pca.ts'
import type { Principal } from '../../shared/pca.ts'

export interface EmbedderTask {
  kind: 'pca' | 'umap'
  /** [count, latent] */
  values: Float32Array
  latent: number
  seed: number
}

export type EmbedderAnswer =
  { share: number } | { embedding: Embedding } | { principal: Principal } | { problem: string }

const answer = (message: EmbedderAnswer) => self.postMessage(message)

self.onmessage = ({ data: { kind, values, latent, seed } }: MessageEvent<EmbedderTask>) => {
  try {
    if (kind === 'pca') return answer({ principal: principalPlane(values, latent) })
    let told = 0
    const progress = (share: number) => {
      if (share > told && share < told + 0.01) return
      told = share
      answer({ share })
    }
    answer({ embedding: embed(values, latent, { seed, progress }) })
  } catch (error) {
    answer({ problem: String(error) })
  }
}
