/** The functions of a program that restores: where z should go, and how likely what was observed is there. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { InputSpec, PlainFunction, Tensors } from '../../engine.ts'
import { encodingFunction } from '../../functions.ts'
import type { LatentModel } from '../../models/model.ts'
import type { ImageShape } from '../../networks/parameters.ts'
import { logLikelihood, observationInputs, type ObservationKind } from './observation.ts'

/** Leapfrog steps of a trajectory. */
export const leapfrogs = 6

export interface RestoreProgram {
  kind: ObservationKind
  observed: ImageShape
  /** Chains that move at once. */
  chains: number
  /** Whether there is a p(z); without one only the likelihood counts. */
  prior: boolean
}

/**
 * - `encode`: images to the posterior's mean and log variance;
 * - `score`: log p(y|z), log p(z) and the gradient of their sum by z, for each chain;
 * - `trajectory`: one proposal of Hamiltonian Monte Carlo (Neal 2011, section 3.2), z and momentum after a few
 *   leapfrog steps of `step`·`scale`, with log p(y|z) and log p(z) there;
 * - `decode`: E[x|z], as numbers.
 */
export function restoreFunctions(
  model: LatentModel,
  { kind, observed, chains, prior }: RestoreProgram
): Record<string, PlainFunction> {
  const state: InputSpec = { kind: 'float32', shape: [chains, model.latent] }
  const number = { kind: 'float32' as const }
  const condition: Record<string, InputSpec> =
    model.conditions > 0 ? { condition: { kind: 'float32', shape: [chains, model.conditions] } } : {}
  const given = { ...observationInputs(kind, model.image, observed), ...condition }

  const termsOf = (parameters: Tensors, inputs: Tensors, z: Tensor) => ({
    logLikelihood: logLikelihood(kind, model.decode(parameters, z, inputs.condition), inputs),
    logPrior: prior ? model.prior(parameters, chains, inputs.condition).logProbability(z) : tf.zeros([chains])
  })
  const gradientOf = (parameters: Tensors, inputs: Tensors) =>
    tf.grad((z: Tensor) => {
      const { logLikelihood, logPrior } = termsOf(parameters, inputs, z)
      return tf.sum(tf.add(logLikelihood, logPrior))
    })

  return {
    encode: encodingFunction(model, chains),
    score: {
      inputs: { ...given, z: state },
      outputs: { logLikelihood: number, logPrior: number, gradient: number },
      body: (parameters, inputs) => ({
        ...termsOf(parameters, inputs, inputs.z),
        gradient: gradientOf(parameters, inputs)(inputs.z)
      })
    },
    trajectory: {
      inputs: {
        ...given,
        z: state,
        momentum: state,
        scale: state,
        step: { kind: 'float32', shape: [chains, 1] }
      },
      outputs: { z: number, momentum: number, logLikelihood: number, logPrior: number },
      body(parameters, inputs) {
        const pace = tf.mul(inputs.step, inputs.scale)
        const gradient = gradientOf(parameters, inputs)
        const kick = (momentum: Tensor, z: Tensor, share: number) =>
          tf.add(momentum, tf.mul(tf.mul(pace, share), gradient(z)))
        let { z } = inputs
        let momentum = kick(inputs.momentum, z, 0.5)
        for (let leap = 1; leap <= leapfrogs; leap++) {
          z = tf.add(z, tf.mul(pace, momentum))
          momentum = kick(momentum, z, leap < leapfrogs ? 1 : 0.5)
        }
        return { z, momentum, ...termsOf(parameters, inputs, z) }
      }
    },
    decode: {
      inputs: { z: state, ...condition },
      outputs: { image: number },
      body: (parameters, { z, condition }) => ({ image: model.decode(parameters, z, condition).mean() })
    }
  }
}
