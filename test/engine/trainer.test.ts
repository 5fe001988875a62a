import { expect, it } from 'vitest'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultOptimizer } from '../../src/shared/defaults.ts'
import { describeEngines } from '../engines.ts'
import { settings, sit, type Sitting } from './sitting.ts'

describeEngines('training', (engine) => {
  it('raises the bound of images it has not seen', async () => {
    const { events } = await sit(engine(), settings({ epochs: 8 }))
    const bounds = events.flatMap((event) => (event.kind === 'epoch' ? [event.validation.elbo] : []))
    expect(bounds.length).toBe(8)
    expect(bounds[7]).toBeGreaterThan(bounds[0] + 5)
  })

  it('sees each image once an epoch, in batches whose last is smaller, and counts means by images', async () => {
    const { events } = await sit(engine(), settings({ epochs: 1 }))
    const steps = events.filter((event) => event.kind === 'step')
    expect(steps.map((event) => event.images)).toEqual([16, 16, 10])
    const epoch = events.find((event) => event.kind === 'epoch')!
    const mean = steps.reduce((sum, event) => sum + event.terms.elbo * event.images, 0) / 42
    expect(epoch.train.elbo).toBeCloseTo(mean, 4)
  })

  it('goes on after a pause as if there had been none, between epochs and within one', async () => {
    const whole = await sit(engine(), settings())
    for (const steps of [3, 5]) {
      const first = await sit(engine(), settings(), undefined, steps)
      expect(first.events.at(-1)!.kind).toBe('paused')
      expect(first.last.state.step).toBe(steps)
      const second = await sit(engine(), settings(), first.last)
      expect(second.last.state).toEqual(whole.last.state)
      expect(second.last.weights).toEqual(whole.last.weights)
      expect(second.last.slots).toEqual(whole.last.slots)
      const epochs = (sitting: Sitting) => sitting.events.filter((event) => event.kind === 'epoch')
      expect(epochs(second).at(-1)!.train).toEqual(epochs(whole).at(-1)!.train)
    }
  })

  it.each(['sgd', 'momentum', 'adagrad', 'rmsprop', 'adamw'] as const)(
    '%s goes on after a pause with its slots',
    async (kind) => {
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
    }
  )

  it('gives the same weights for the same seed, and others for another', async () => {
    const config = settings({ epochs: 1 })
    const [a, b] = [await sit(engine(), config), await sit(engine(), config)]
    expect(a.last.weights).toEqual(b.last.weights)
    const c = await sit(engine(), { ...config, seed: 6 })
    expect(c.last.weights).not.toEqual(a.last.weights)
  })

  it('marks the best epoch', async () => {
    const { events } = await sit(engine(), settings({ epochs: 4 }))
    let best = -Infinity
    for (const event of events) {
      if (event.kind !== 'epoch') continue
      expect(event.checkpoint.improved).toBe(event.validation.elbo > best)
      best = Math.max(best, event.validation.elbo)
      expect(event.checkpoint.state.best.objective).toBeCloseTo(best, 4)
    }
  })

  it('stops when the bound is no longer finite, saying what to try', async () => {
    const optimizer = { kind: 'adam', learningRate: 1e20, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const
    await expect(sit(engine(), settings({ optimizer }))).rejects.toThrow(
      /no longer a finite number.*The last checkpoint is kept.*Try a learning rate of 10{19} instead of/
    )
  })
})
