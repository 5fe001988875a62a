/** The thread beside the window that fits planes to latents. */
import { embed } from './embedding.ts'
import type { Embedding } from './embedding.ts'

export interface EmbedderTask {
  values: Float32Array
  latent: number
  seed: number
}

export type EmbedderAnswer = { share: number } | { embedding: Embedding } | { problem: string }

self.onmessage = ({ data }: MessageEvent<EmbedderTask>) => {
  const answer = (message: EmbedderAnswer) => self.postMessage(message)
  try {
    let told = 0
    const progress = (share: number) => {
      if (share > told && share < told + 0.01) return
      told = share
      answer({ share })
    }
    answer({ embedding: embed(data.values, data.latent, { seed: data.seed, progress }) })
  } catch (error) {
    answer({ problem: String(error) })
  }
}
