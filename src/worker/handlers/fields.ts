/** Questions about every place of a map. */
import { sensitivity, sensitivityFunctions } from '../../engine/tasks/sensitivity.ts'
import { someImages } from '../../node/latents.ts'
import type { FieldRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { requireTrait } from '../../shared/traits.ts'
import { conditionsFor } from '../conditions.ts'
import { wrongLength } from '../decoding.ts'
import type { Session } from '../session.ts'

/** Images encoded at a time, so that a click gets in between. */
const piece = 256

/** Tells how far a job is and, when that can be told, how long it takes still. */
function teller(tell: (progress: Told) => void, phase: string, unit: string, total: number) {
  const began = performance.now()
  return (done: number) => {
    const seconds = (performance.now() - began) / 1000
    const rate = done / Math.max(seconds, 1e-3)
    tell({ phase, unit, total, done, rate, secondsLeft: seconds > 1 ? (total - done) / rate : undefined })
  }
}

interface Told {
  phase: string
  unit: string
  total: number
  done: number
  rate: number
  secondsLeft?: number
}

export function fieldHandlers(session: Session): Handlers<FieldRequests> {
  return {
    async 'field.spreads'({ signal }, run) {
      const opened = await session.current()
      const { pixels, surroundings } = opened
      const told = teller(surroundings.progress, 'Posteriors', 'images', pixels.count)
      return opened.models.use(run, async (inference) => {
        const { latent, labels } = inference.config
        requireTrait(inference.config, 'prior', inWords('what-aggregate'), inWords('do-density'))
        const ids = Int32Array.from(pixels.labels.keys())
        const known = someImages(pixels, ids, labels).labels
        const variances = new Float32Array(ids.length * latent)
        try {
          for (let from = 0; from < ids.length; from += piece) {
            signal.throwIfAborted()
            const part = ids.subarray(from, from + piece)
            const own = known && Array.from(part, (_, at) => known[from + at])
            const { logVariance } = await inference.encode(await opened.images(part), own)
            variances.set(logVariance.map(Math.exp), from * latent)
            told(from + part.length)
            await new Promise((resolve) => setImmediate(resolve))
          }
        } finally {
          told(pixels.count)
        }
        return variances
      })
    },
    async 'field.sensitivity'({ signal }, run, z, directions, condition) {
      const opened = await session.current()
      return opened.models.use(run, async (inference) => {
        const { latent } = inference.config
        const count = z.length / latent
        if (!Number.isInteger(count)) throw wrongLength(latent)
        if (directions.length !== 2 * latent)
          throw new AppError('input', said('directions-length', { count: 2 * latent }))
        const conditions = await conditionsFor(opened, run, inference, z, condition)
        const told = teller(opened.surroundings.progress, 'Sensitivity', 'places', count)
        try {
          return await inference.apart(sensitivityFunctions(inference.model), (program) =>
            sensitivity(program, inference.model, z, directions, conditions, { done: told, signal })
          )
        } finally {
          told(count)
        }
      })
    }
  }
}
