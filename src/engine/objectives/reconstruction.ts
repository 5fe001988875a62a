import * as tf from '@tensorflow/tfjs-core'
import type { Estimator } from './elbo.ts'

/**
 * log p(x|z) at z = encoder(x), and no KL: what an autoencoder maximises. It bounds nothing; the noise is not used.
 * @param x images in 0…1, [batch, height, width, channels]
 */
export const reconstructionAlone: Estimator = (model, parameters, x, noise, condition) => {
  const code = model.encode(parameters, x, condition).mean()
  const reconstruction = model.decode(parameters, code, condition).logProbability(x)
  return { reconstruction, kl: tf.zeros([noise.shape[1]!]) }
}
