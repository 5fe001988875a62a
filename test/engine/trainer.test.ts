import { beforeAll, expect, it } from 'vitest'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultOptimizer } from '../../src/shared/defaults.ts'
import type { EngineName } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'
import { settings, sit, type Sitting } from './sitting.ts'

/** On the slow GPU of the tests one slot with a start; Adam's two are seen in the tests above. */
const kinds = (name: EngineName) =>
  name === 'webgpu' ? (['adagrad'] as const) : (['sgd', 'momentum', 'adagrad', 'rmsprop', 'adamw'] as const)

describeEngines('training', (engine, name) => {
  /** Every test looks at the same training, where it does not ask for another. */
  let whole: Sitting
  beforeAll(async () => {
    whole = await sit(engine(), settings({ epochs: 4 }))
  })
  const epochsOf = ({ events }: Sitting) => events.flatMap((event) => (event.kind === 'epoch' ? [event] : []))
  const stepsOf = ({ events }: Sitting) => events.flatMap((event) => (event.kind === 'step' ? [event] : []))

  it('raises the bound of images it has not seen', () => {
    const bounds = epochsOf(whole).map(({ validation }) => validation.elbo)
    expect(bounds.length).toBe(4)
    expect(bounds[3]).toBeGreaterThan(bounds[0] + 5)
  })

  it('sees each image once an epoch, in batches whose last is smaller, and counts means by images', () => {
    const first = stepsOf(whole).slice(0, 3)
    expect(stepsOf(whole).length).toBe(4 * 3)
    expect(first.map((event) => event.images)).toEqual([16, 16, 10])
    const mean = first.reduce((sum, event) => sum + event.terms.elbo * event.images, 0) / 42
    expect(epochsOf(whole)[0].train.elbo).toBeCloseTo(mean, 4)
  })

  it('goes on after a pause as if there had been none, between epochs and within one', async () => {
    const epoch = epochsOf(whole)[1]
    const two = settings({ epochs: 2 })
    for (const steps of name === 'webgpu' ? [5] : [3, 5]) {
      const first = await sit(engine(), two, undefined, steps)
      expect(first.events.at(-1)!.kind).toBe('paused')
      expect(first.last.state.step).toBe(steps)
      const second = await sit(engine(), two, first.last)
      expect(second.last.state).toEqual(epoch.checkpoint.state)
      expect(second.last.weights).toEqual(epoch.checkpoint.weights)
      expect(second.last.slots).toEqual(epoch.checkpoint.slots)
      expect(epochsOf(second).at(-1)!.train).toEqual(epoch.train)
    }
  })

  it.each(kinds(name))('%s goes on after a pause with its slots', async (kind) => {
    const config = settings({ epochs: 1, optimizer: defaultOptimizer(kind) })
    const whole = await sit(engine(), config)
    const first = await sit(engine(), config, undefined, 2)
    const second = await sit(engine(), config, first.last)
    expect(second.last.weights).toEqual(whole.last.weights)
    expect(second.last.weights).not.toEqual(first.last.weights)
    expect(second.last.slots).toEqual(whole.last.slots)
    expect(Object.keys(whole.last.slots).length).toBe(
      optimizerRule(config.optimizer).slots.length * Object.keys(whole.last.weights).length
    )
  })

  it('gives the same weights for the same seed, and others for another', async () => {
    const config = settings({ epochs: 1 })
    const again = await sit(engine(), config)
    expect(again.last.weights).toEqual(epochsOf(whole)[0].checkpoint.weights)
    const other = await sit(engine(), { ...config, seed: 6 })
    expect(other.last.weights).not.toEqual(again.last.weights)
  })

  it('marks the best epoch', () => {
    let best = -Infinity
    for (const { validation, checkpoint } of epochsOf(whole)) {
      expect(checkpoint.improved).toBe(validation.elbo > best)
      best = Math.max(best, validation.elbo)
      expect(checkpoint.state.best.objective).toBeCloseTo(best, 4)
    }
  })

  it('stops when the bound is no longer finite, saying what to try', async () => {
    const optimizer = { kind: 'adam', learningRate: 1e20, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const
    await expect(sit(engine(), settings({ optimizer }))).rejects.toThrow(
      /no longer a finite number.*The last checkpoint is kept.*Try a learning rate of 10{19} instead of/
    )
  })
})
