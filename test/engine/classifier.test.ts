import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { integers } from '../../src/engine/random.ts'
import {
  likeliest,
  loadClassifier,
  readingAccuracy,
  softmaxCrossEntropy,
  trainClassifier
} from '../../src/engine/tasks/classifier.ts'
import { describeEngines } from '../engines.ts'

const side = 16
const image = { height: side, width: side, channels: 1 }

/** A bright bar at a place of its own on noise: upright is label 0, level is label 1. */
function bars(count: number, seed: number) {
  const pixels = Uint8Array.from(integers(count * side * side, seed, 'selection', 0), (value) => value & 63)
  const places = integers(count, seed, 'selection', 1)
  const labels = Int16Array.from({ length: count }, (_, index) => index % 2)
  for (let index = 0; index < count; index++)
    for (let along = 0; along < side; along++) {
      const across = places[index] % side
      const at = labels[index] === 0 ? along * side + across : across * side + along
      pixels[index * side * side + at] = 220
    }
  const item = side * side
  const read = async (wanted: ArrayLike<number>) => {
    const result = new Uint8Array(wanted.length * item)
    Array.from(wanted).forEach((id, place) =>
      result.set(pixels.subarray(id * item, (id + 1) * item), place * item)
    )
    return result
  }
  return { count, labels, read, pixels }
}

describeEngines('the cross-entropy of a softmax', () => {
  const logits = [
    [2, -1, 0.5],
    [100, -100, 0]
  ]
  const targets = [
    [0, 0, 1],
    [1, 0, 0]
  ]

  it('is −log of the target’s share, also where exponentials would overflow', async () => {
    const entropy = await softmaxCrossEntropy(tf.tensor2d(logits), tf.tensor2d(targets)).data()
    const sum = Math.exp(2) + Math.exp(-1) + Math.exp(0.5)
    expect(entropy[0]).toBeCloseTo(Math.log(sum) - 0.5, 5)
    expect(entropy[1]).toBeCloseTo(0, 5)
  })

  it('has the gradient that finite differences have', async () => {
    const at = async (values: number[]) =>
      (await softmaxCrossEntropy(tf.tensor2d([values]), tf.tensor2d([targets[0]])).data())[0]
    const gradient = tf.grad((l: tf.Tensor) => tf.sum(softmaxCrossEntropy(l, tf.tensor2d([targets[0]]))))
    const ours = await gradient(tf.tensor2d([logits[0]])).data()
    for (const [index, value] of ours.entries()) {
      const moved = (by: number) => logits[0].map((logit, i) => (i === index ? logit + by : logit))
      expect(value).toBeCloseTo(((await at(moved(0.01))) - (await at(moved(-0.01)))) / 0.02, 3)
    }
  })
})

describeEngines(
  'a classifier',
  (engine) => {
    it('learns to read what can be told apart, and says how sure it is', async () => {
      const seen: number[] = []
      const weights = await trainClassifier(engine(), bars(200, 1), image, 2, {
        steps: 80,
        done: (step, steps) => seen.push(step / steps)
      })
      expect(seen.at(-1)).toBe(1)
      const classifier = await loadClassifier(engine(), weights, image, 2)
      const others = bars(150, 2)
      expect(await readingAccuracy(classifier, others)).toBeGreaterThan(0.97)
      const { probability } = likeliest(await classifier.classify(others.pixels), 2)
      expect(probability).toHaveLength(150)
      expect(Math.min(...probability)).toBeGreaterThanOrEqual(0.5)
      classifier.dispose()
    })
  },
  ['tensorflow']
)
