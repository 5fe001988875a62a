import * as tf from '@tensorflow/tfjs-core'
import { elboB } from '../../src/engine/objectives/elbo.ts'
import { maskedMean, type Objective } from '../../src/engine/objectives/objective.ts'

/** Nats that z is to say of an image, and what a nat more or less costs. */
const [capacityNats, cost] = [5, 10]

/** E log p(x|z) − γ·|KL − C|: the KL is held at a capacity C (Burgess et al. 2018, eq. 8). */
export const capacity: Objective = {
  kind: 'capacity',
  words: {
    en: { name: 'Capacity', help: 'Holds the KL at five nats, whatever the images would take.' },
    'zh-CN': { name: '容量', help: '把 KL 保持在五纳特，不论图像需要多少。' }
  },
  formula: 'E[log p(x|z)] − γ |KL(q(z|x) ‖ p(z)) − C|',
  reports: [],
  terms(_settings, model, parameters, { x, noise, mask, condition }) {
    const parts = elboB(model, parameters, x, noise, condition)
    const reconstruction = maskedMean(parts.reconstruction, mask)
    const kl = maskedMean(parts.kl, mask)
    const distance = tf.mul(tf.abs(tf.sub(kl, capacityNats)), cost)
    return { loss: tf.sub(distance, reconstruction), reconstruction, kl }
  }
}
