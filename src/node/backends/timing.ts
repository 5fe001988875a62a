/** How fast an engine trains here, to choose between engines by what they do and not by what they are. */
import type { Engine } from '../../engine/engine.ts'
import { maskOf } from '../../engine/inference.ts'
import { buildModel } from '../../engine/models/registry.ts'
import { initialVariables } from '../../engine/networks/parameters.ts'
import { optimizerRule } from '../../engine/optimizers.ts'
import { defaultRunConfig } from '../../engine/presets.ts'
import { normals } from '../../engine/random.ts'
import { trainingFunctions } from '../../engine/trainer.ts'

const image = { height: 28, width: 28, channels: 1 }
const warmups = 2
const measured = 5
/** An engine this slow is not timed further. */
const patienceMilliseconds = 1_000

/**
 * The median time of a training step of the default convolutional model, after some to warm up.
 * @returns milliseconds
 * @throws Error when the steps do not give a finite loss
 */
export async function stepMilliseconds(engine: Engine): Promise<number> {
  const config = defaultRunConfig(image)
  const { batch, latent } = config
  const model = buildModel(config, image)
  const program = await engine.load(initialVariables(model.parameters, 0), {
    train: trainingFunctions(config, model).train
  })
  const pixels = new Uint8Array(batch * 28 * 28).map((_, i) => (i % 28 < 14 ? 220 : 30))
  const times: number[] = []
  const losses: number[] = []
  try {
    for (let step = 0; step < warmups + measured; step++) {
      const scalars = Object.entries(optimizerRule(config.optimizer).scalarsAt(step))
      const started = performance.now()
      const { loss } = await program.run('train', {
        pixels,
        noise: normals(batch * latent, 0, 'posterior', step),
        mask: maskOf(batch, batch),
        ...Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
      })
      times.push(performance.now() - started)
      losses.push(loss[0])
      if (step > 0 && times[step] > patienceMilliseconds) break
    }
  } finally {
    program.dispose()
  }
  if (!losses.every(Number.isFinite)) throw new Error('its training gives no finite loss here')
  const kept = times.slice(times.length > warmups ? warmups : times.length - 1).sort((a, b) => a - b)
  return kept[kept.length >> 1]
}
