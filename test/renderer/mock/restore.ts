/** Restoring behind the mock: what is observed, given back as it is. */
import type { ExplorerRequests } from '../../../src/shared/contract.ts'
import type { Handlers } from '../../../src/shared/rpc.ts'
import type { Model } from './model.ts'

type Group = Pick<ExplorerRequests, 'restore.read' | 'restore.observe' | 'restore'>

export function restoreHandlers(model: Model): Handlers<Group> {
  return {
    'restore.read': (_, _run, source) => ({ pixels: model.images('image' in source ? [source.image] : [0]) }),
    'restore.observe': (_, _run, { image }) => ({
      pixels: image,
      baseline: image,
      baselineName: 'surroundings'
    }),
    restore: (_, _run, { image }, { samples }) => {
      const data = new Uint8Array(samples * image.data.length)
      for (let at = 0; at < samples; at++) data.set(image.data, at * image.data.length)
      const logLikelihoods = Float32Array.from({ length: samples }, (_, at) => 360 - 3 * at)
      const likeness = { psnr: 20, ssim: 0.8 }
      return {
        pixels: image,
        baseline: image,
        baselineName: 'surroundings',
        likeness,
        samples: { ...image, data, count: samples },
        logLikelihoods,
        logPriors: logLikelihoods.map(() => -60),
        z: new Float32Array(2 * samples),
        mean: image,
        sampleLikeness: Array.from(logLikelihoods, () => likeness),
        meanLikeness: likeness
      }
    }
  }
}
