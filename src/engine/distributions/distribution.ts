import type { Tensor } from '@tensorflow/tfjs-core'

/** A distribution over a batch of arrays: the first axis is the batch, all others make one event. */
export interface Distribution {
  /** E[x], of the event's shape, [batch, …]. */
  mean(): Tensor
  /** log p(x) in nats summed over the event, [batch]. */
  logProbability(x: Tensor): Tensor
  /**
   * A draw, [batch, …].
   * @param noise what the distribution names in `noise`, of the event's shape
   */
  sample(noise: Tensor): Tensor
  /** What `sample` wants: standard normal numbers or uniform ones in (0, 1). */
  readonly noise: 'normal' | 'uniform'
}

/** One whose entries are independent of each other, so that a part of an event can be observed. */
export interface FactorisedDistribution extends Distribution {
  /** log p of each entry of x, [batch, …] or the same for all, [1, …]. */
  logProbabilities(x: Tensor): Tensor
}
