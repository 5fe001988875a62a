import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LikelihoodConfig } from '../../shared/schemas.ts'
import { Bernoulli } from './bernoulli.ts'
import type { Distribution } from './distribution.ts'
import { FixedVarianceNormal } from './normal.ts'

/**
 * p(x|z) from the decoder's last layer, [batch, height, width, channels] of real numbers. A Gaussian's mean goes
 * through a sigmoid, so that it stays in the images' range 0…1.
 */
export function likelihood(config: LikelihoodConfig, output: Tensor): Distribution {
  switch (config.kind) {
    case 'bernoulli':
      return new Bernoulli(output)
    case 'gaussian':
      return new FixedVarianceNormal(tf.sigmoid(output), config.variance)
  }
}
