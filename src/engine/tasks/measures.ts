/** What each image of a set costs a model: the parts of its own bound, and the label that explains it best. */
import { inBatches, type Images } from '../batches.ts'
import { conditionInput, conditionOf, conditionOfBatch } from '../conditions.ts'
import type { HostArrays, PlainFunction, Program } from '../engine.ts'
import { padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { estimators } from '../objectives/elbo.ts'
import { normals } from '../random.ts'

/** Images that go through the model at once, and samples of each. */
const batch = 64
const samples = 4

/** The function `measure` calls, by the name it calls it. */
export function measureFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const estimator = model.objective ?? estimators.B
  const measure: PlainFunction = {
    inputs: {
      pixels: { kind: 'pixels', shape: [batch, height, width, channels] },
      noise: { kind: 'float32', shape: [samples, batch, model.latent] },
      ...conditionInput(model, batch)
    },
    outputs: { reconstruction: { kind: 'float32' }, kl: { kind: 'float32' } },
    body(parameters, { pixels, noise, condition }) {
      const { reconstruction, kl } = estimator(model, parameters, pixels, noise, condition)
      return { reconstruction, kl }
    }
  }
  return { measure }
}

/** All per image, in nats: the bound is reconstruction − kl. */
export interface Measures {
  /** E_q log p(x|z), [count]. */
  reconstruction: Float32Array
  /** KL(q(z|x) ‖ p(z)), [count]; 0 for a model without a prior. */
  kl: Float32Array
  /** The label with the largest bound, an index into the model's labels, [count]; of a model of labels only. */
  inferred?: Int16Array
}

export interface MeasureOptions {
  seed: number
  done?(images: number): void
  signal?: AbortSignal
}

/**
 * The parts of each image's bound (estimator B, a few samples an image), given its own label where it has one that
 * the model knows, else given the label that explains it best.
 * @param program loaded with `measureFunctions`
 */
export async function measure(
  program: Program,
  model: LatentModel,
  images: Images,
  { seed, done, signal }: MeasureOptions
): Promise<Measures> {
  const { height, width, channels } = model.image
  const reconstruction = new Float32Array(images.count)
  const kl = new Float32Array(images.count)
  const inferred = model.conditions > 0 ? new Int16Array(images.count) : undefined
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  let offset = 0
  let step = 0
  for await (const part of inBatches(images, order, batch)) {
    const inputs: HostArrays = {
      pixels: padded(part.pixels, batch * height * width * channels),
      // The same noise for every label: what differs then is the label alone.
      noise: normals(samples * batch * model.latent, seed, 'evaluation', step++)
    }
    const take = (outputs: HostArrays, place: number) => {
      reconstruction[offset + place] = outputs.reconstruction[place]
      kl[offset + place] = outputs.kl[place]
    }
    signal?.throwIfAborted()
    if (inferred) {
      const best = new Float64Array(part.count).fill(-Infinity)
      for (let label = 0; label < model.conditions; label++) {
        signal?.throwIfAborted()
        const condition = conditionOf(model, new Int16Array(batch).fill(label), batch)
        const outputs = await program.run('measure', { ...inputs, ...condition })
        for (let place = 0; place < part.count; place++) {
          const own = part.labels?.[place] ?? -1
          const bound = outputs.reconstruction[place] - outputs.kl[place]
          const better = bound > best[place]
          if (better) {
            best[place] = bound
            inferred[offset + place] = label
          }
          if (own === label || (own < 0 && better)) take(outputs, place)
        }
      }
    } else {
      const outputs = await program.run('measure', { ...inputs, ...conditionOfBatch(model, part, batch) })
      for (let place = 0; place < part.count; place++) take(outputs, place)
    }
    offset += part.count
    done?.(offset)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { reconstruction, kl, inferred }
}
