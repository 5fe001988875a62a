/**
 * A small convolutional network that reads labels off images: the independent eye that says whether what a model
 * draws is what it was asked for. It is no part of any model.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { defaultOptimizer } from '../../shared/defaults.ts'
import { inBatches, type Images } from '../batches.ts'
import type { Engine, PlainFunction, Program, TrainingFunction, Variables } from '../engine.ts'
import { maskOf, padded } from '../inference.ts'
import { encoderNetwork, type Network } from '../networks/network.ts'
import { initialVariables, type ImageShape } from '../networks/parameters.ts'
import { optimizerRule } from '../optimizers.ts'
import { defaultNetwork } from '../presets.ts'
import { permutation } from '../random.ts'

const batch = 100
const epochs = 8
/** Small sets are gone through more often, large ones less. */
const leastSteps = 600
const mostSteps = 4000

const sizeOf = ({ height, width, channels }: ImageShape) => height * width * channels

/** The network: from images to one real number a label, [batch, labels]. */
export function classifierNetwork(image: ImageShape, labels: number): Network {
  return encoderNetwork(defaultNetwork('conv', image), image, labels)
}

/**
 * −Σ_c t_c·log softmax(l)_c of each row, its gradient by the logits, softmax(l) − t, in closed form.
 * @param logits l, [batch, labels]
 * @param targets t, one-hot, [batch, labels]
 * @returns nats, [batch]
 */
export function softmaxCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return tf.customGrad((logits, save) => {
    const shifted = tf.sub(logits as Tensor, tf.max(logits as Tensor, 1, true))
    const exponentials = tf.exp(shifted)
    const sum = tf.sum(exponentials, 1, true)
    ;(save as tf.GradSaveFunc)([tf.sub(tf.div(exponentials, sum), targets)])
    return {
      value: tf.sum(tf.mul(targets, tf.sub(tf.log(sum), shifted)), 1),
      gradFunc: (dy: Tensor, [difference]: Tensor[]) => tf.mul(tf.reshape(dy, [-1, 1]), difference)
    }
  })(logits)
}

function trainingFunction(network: Network, image: ImageShape, labels: number): TrainingFunction {
  return {
    inputs: {
      pixels: { kind: 'pixels', shape: [batch, image.height, image.width, image.channels] },
      targets: { kind: 'float32', shape: [batch, labels] },
      mask: { kind: 'float32', shape: [batch] }
    },
    outputs: { loss: { kind: 'float32' } },
    body(parameters, { pixels, targets, mask }) {
      const entropy = softmaxCrossEntropy(network.apply(parameters, pixels), targets)
      return { loss: tf.div(tf.sum(tf.mul(entropy, mask)), tf.sum(mask)) }
    },
    optimizer: optimizerRule(defaultOptimizer('adam'))
  }
}

function readingFunction(network: Network, image: ImageShape): PlainFunction {
  return {
    inputs: { pixels: { kind: 'pixels', shape: [batch, image.height, image.width, image.channels] } },
    outputs: { probabilities: { kind: 'float32' } },
    body: (parameters, { pixels }) => ({
      probabilities: tf.softmax(network.apply(parameters, pixels) as tf.Tensor2D)
    })
  }
}

/** One-hot rows of a batch; places beyond the labels stay zero. */
function oneHot(labels: ArrayLike<number>, count: number): Float32Array {
  const result = new Float32Array(batch * count)
  for (let place = 0; place < labels.length; place++) result[place * count + labels[place]] = 1
  return result
}

export interface ClassifierOptions {
  seed?: number
  /** Batches of a hundred; about eight times through the images when left out. */
  steps?: number
  /** Told after each step. */
  done?(step: number, steps: number): void
  signal?: AbortSignal
}

const stepsFor = (images: number) =>
  Math.min(mostSteps, Math.max(leastSteps, epochs * Math.ceil(images / batch)))

/**
 * Learns to read the labels of images, by Adam with a rate that falls to zero.
 * @param images labelled, each from 0 to `labels` − 1
 * @returns the weights
 */
export async function trainClassifier(
  engine: Engine,
  images: Images,
  image: ImageShape,
  labels: number,
  { seed = 0, steps = stepsFor(images.count), done, signal }: ClassifierOptions = {}
): Promise<Variables> {
  const network = classifierNetwork(image, labels)
  const definition = trainingFunction(network, image, labels)
  const program = await engine.load(initialVariables(network.parameters, seed), { train: definition })
  const aRound = Math.ceil(images.count / batch)
  try {
    for (let step = 0; step < steps;) {
      const order = permutation(images.count, seed, 'shuffle', Math.floor(step / aRound))
      for await (const part of inBatches(images, order, batch)) {
        if (step === steps) break
        signal?.throwIfAborted()
        const scalars = definition.optimizer.scalarsAt(step)
        scalars.learningRate *= 1 - step / steps
        await program.run('train', {
          pixels: padded(part.pixels, batch * sizeOf(image)),
          targets: oneHot(part.labels!, labels),
          mask: maskOf(part.count, batch),
          ...Object.fromEntries(
            Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)])
          )
        })
        done?.(++step, steps)
        // The native step blocks: let a cancellation in.
        await new Promise((resolve) => setTimeout(resolve))
      }
    }
    return await program.readVariables()
  } finally {
    program.dispose()
  }
}

/** A classifier with its weights on an engine. */
export interface Classifier {
  readonly labels: number
  /**
   * The probability of each label, [count, labels].
   * @param pixels uint8, [count, height, width, channels]
   */
  classify(pixels: Uint8Array): Promise<Float32Array>
  dispose(): void
}

/** @param weights of `trainClassifier`, for the same shape and labels */
export async function loadClassifier(
  engine: Engine,
  weights: Variables,
  image: ImageShape,
  labels: number
): Promise<Classifier> {
  const network = classifierNetwork(image, labels)
  const program = await engine.load(weights, { read: readingFunction(network, image) })
  return {
    labels,
    classify: (pixels) => classifyAll(program, pixels, sizeOf(image), labels),
    dispose: () => program.dispose()
  }
}

async function classifyAll(
  program: Program,
  pixels: Uint8Array,
  item: number,
  labels: number
): Promise<Float32Array> {
  const count = pixels.length / item
  const result = new Float32Array(count * labels)
  for (let offset = 0; offset < count; offset += batch) {
    const part = pixels.subarray(offset * item, Math.min(count, offset + batch) * item)
    const outputs = await program.run('read', { pixels: padded(part, batch * item) })
    const read = (outputs.probabilities as Float32Array).subarray(0, (part.length / item) * labels)
    result.set(read, offset * labels)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}

/** The likeliest label of each row and its probability. @param probabilities [count, labels] */
export function likeliest(
  probabilities: Float32Array,
  labels: number
): { label: Int16Array; probability: Float32Array } {
  const count = probabilities.length / labels
  const label = new Int16Array(count)
  const probability = new Float32Array(count)
  for (let row = 0; row < count; row++)
    for (let candidate = 0; candidate < labels; candidate++)
      if (probabilities[row * labels + candidate] > probability[row]) {
        label[row] = candidate
        probability[row] = probabilities[row * labels + candidate]
      }
  return { label, probability }
}

/** Of images that carry labels, the share whose label is read as it is. */
export async function readingAccuracy(classifier: Classifier, images: Images): Promise<number> {
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  let right = 0
  for await (const part of inBatches(images, order, 10 * batch)) {
    const { label } = likeliest(await classifier.classify(part.pixels), classifier.labels)
    right += label.filter((read, place) => read === part.labels![place]).length
  }
  return right / images.count
}
