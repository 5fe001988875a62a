/** Questions to a conditional model about its conditions. */
import type { ConditionRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { labelPlace, priorsOf, sameConditions } from '../conditions.ts'
import { decodeInPieces, wrongLength } from '../decoding.ts'
import type { Session } from '../session.ts'

/** Images read at a time where each has a prior of its own. */
const piece = 1024

export function conditionHandlers(session: Session): Handlers<ConditionRequests> {
  return {
    async 'condition.priors'(_context, run) {
      const { models } = await session.current()
      return models.use(run, async (inference) => ({
        labels: inference.config.labels ?? [],
        ...(await inference.labelPriors())
      }))
    },
    async 'condition.prior'(_context, run, condition) {
      const opened = await session.current()
      return opened.models.use(run, async (inference) => {
        if (!('label' in condition)) {
          const conditions = await sameConditions(opened, inference, 1, condition)
          const { means, deviations } = await priorsOf(inference, conditions, 1)
          return { mean: means, deviation: deviations }
        }
        const { latent } = inference.config
        const from = labelPlace(inference, condition.label) * latent
        const { means, deviations } = await inference.labelPriors()
        return { mean: means.slice(from, from + latent), deviation: deviations.slice(from, from + latent) }
      })
    },
    async 'condition.centres'({ signal }, run) {
      const opened = await session.current()
      const { pixels } = opened
      return opened.models.use(run, async (inference) => {
        const { latent, labels } = inference.config
        const centres = new Float32Array(pixels.count * latent)
        if (labels) {
          const { means } = await inference.labelPriors()
          const names = pixels.labelNames.map((name) => labels.indexOf(name))
          const places = Int16Array.from(pixels.labels, (label) => names[label] ?? -1)
          const without = Int32Array.from(places.keys()).filter((id) => places[id] < 0)
          for (let from = 0; from < without.length; from += piece) {
            signal.throwIfAborted()
            const ids = without.subarray(from, from + piece)
            const inferred = await inference.inferLabels(await opened.images(ids))
            ids.forEach((id, at) => (places[id] = inferred?.[at] ?? 0))
          }
          places.forEach((place, id) =>
            centres.set(means.subarray(place * latent, (place + 1) * latent), id * latent)
          )
        } else if (inference.model.given !== undefined)
          for (let from = 0; from < pixels.count; from += piece) {
            const count = Math.min(piece, pixels.count - from)
            const { data } = await opened.images(Int32Array.from({ length: count }, (_, at) => from + at))
            centres.set((await priorsOf(inference, data, count, signal)).means, from * latent)
          }
        return centres
      })
    },
    async 'condition.strip'({ signal }, run, offset) {
      const opened = await session.current()
      return opened.models.use(run, async (inference) => {
        const { latent, labels } = inference.config
        if (offset.length !== latent) throw wrongLength(latent)
        if (!labels) throw new AppError('input', said('labels-each'))
        const { means } = await inference.labelPriors()
        const z = means.map((value, at) => value + offset[at % latent])
        return decodeInPieces(inference, z, signal, Int16Array.from(labels.keys()))
      })
    }
  }
}
