import { expect, it } from 'vitest'
import { endsEarly, initialState } from '../../src/engine/trainer.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'
import { settings, sit, type Sitting } from './sitting.ts'

/** Everything at once that a resume has to know of. */
const everything: Partial<RunConfig> = {
  likelihood: { kind: 'bernoulli' },
  schedules: {
    learningRate: { kind: 'cosine', epochs: 3 },
    betaKl: { kind: 'warm-up', epochs: 2 }
  },
  binarise: 'dynamic',
  freeBits: 0.05,
  clip: 5,
  earlyStopping: 2,
  mapVariance: 1,
  scaling: 'set'
}

const epochsOf = ({ events }: Sitting) => events.flatMap((event) => (event.kind === 'epoch' ? [event] : []))

describeEngines('training with everything on', (engine) => {
  it('goes on after a pause as if there had been none', async () => {
    const config = settings({ ...everything, epochs: 2 })
    const whole = await sit(engine(), config)
    const first = await sit(engine(), config, undefined, 4)
    const second = await sit(engine(), config, first.last)
    expect(first.events.at(-1)!.kind).toBe('paused')
    expect(second.last.state).toEqual(whole.last.state)
    expect(second.last.weights).toEqual(whole.last.weights)
    expect(second.last.slots).toEqual(whole.last.slots)
    expect(epochsOf(second).at(-1)!.validation).toEqual(epochsOf(whole).at(-1)!.validation)
  })

  it('ends when validation has not improved for its patience, and does not go on when asked again', async () => {
    // A rate this small improves nothing that a validation value in float32 could tell.
    const optimizer = { kind: 'sgd', learningRate: 1e-30 } as const
    const config = settings({ epochs: 50, earlyStopping: 2, optimizer })
    const sitting = await sit(engine(), config)
    expect(epochsOf(sitting).map(({ checkpoint }) => checkpoint.improved)).toEqual([true, false, false])
    expect(sitting.last.state).toMatchObject({ epoch: 3, best: { epoch: 1 } })
    expect((await sit(engine(), config, sitting.last)).events).toEqual([])
  })

  it('the importance weighted bound is told, is above the ELBO, and chooses the best epoch', async () => {
    const config = settings({ objective: 'importance', estimator: 'A', samples: 5, epochs: 2 })
    const sitting = await sit(engine(), config)
    let best = -Infinity
    for (const { train, validation, checkpoint } of epochsOf(sitting)) {
      expect(train.bound).toBeGreaterThan(train.elbo)
      expect(validation.bound).toBeGreaterThan(validation.elbo)
      best = Math.max(best, validation.bound!)
      expect(checkpoint.state.best.objective).toBeCloseTo(best, 3)
    }
    expect(best).toBeGreaterThan(epochsOf(sitting)[0].validation.bound!)
  })

  it('diverging stops with words also where gradients are clipped and the rate is scheduled', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e30 } as const
    const schedules = { learningRate: { kind: 'warm-up', epochs: 1 } } as const
    await expect(sit(engine(), settings({ optimizer, schedules, clip: 1e30 }))).rejects.toThrow(
      /no longer a finite number.*The last checkpoint is kept/
    )
  })
})

it('patience begins after the KL’s weight has warmed up', () => {
  const schedules = { betaKl: { kind: 'warm-up', epochs: 10 } } as const
  const config = settings({ epochs: 50, earlyStopping: 3, schedules })
  const at = (epoch: number, best: number) => ({
    ...initialState(),
    epoch,
    best: { epoch: best, objective: 0 }
  })
  expect([5, 12, 13].map((epoch) => endsEarly(config, at(epoch, 1)))).toEqual([false, false, true])
  expect(endsEarly(config, at(14, 12))).toBe(false)
  expect(endsEarly(settings({ epochs: 50 }), at(49, 1))).toBe(false)
})
