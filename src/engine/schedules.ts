/** What the learning rate and the weight of the KL are multiplied by as training goes on; fed, never traced. */
import type { KlSchedule, RateSchedule, RunConfig } from '../shared/schemas.ts'

/** Where a decay or a cycle of the rate ends: low, and yet learning, should the run be trained further. */
const leastRate = 0.01

/** How far a step is, in epochs: the first step of all begins at 0. */
export interface Position {
  step: number
  /** Steps in an epoch. */
  steps: number
}

/** Linear from 0, which no step stands at, to 1 after so many epochs. */
const warmedUp = ({ step, steps }: Position, epochs: number) => Math.min(1, (step + 1) / (epochs * steps))

/** The place in a cycle of so many epochs, in 0…1. */
const phase = ({ step, steps }: Position, epochs: number) => (step / (epochs * steps)) % 1

/**
 * The factor of the learning rate. Warm-up: linear over E epochs. Cosine: from 1 to a hundredth over E epochs
 * (Loshchilov & Hutter 2017, eq. 5, without restarts). Step: times a factor every E epochs. Cyclic: up and down
 * again in E epochs, between a hundredth and 1 (Smith 2017, the triangular policy).
 */
export function rateFactor(schedule: RateSchedule | undefined, at: Position): number {
  switch (schedule?.kind) {
    case undefined:
      return 1
    case 'warm-up':
      return warmedUp(at, schedule.epochs)
    case 'cosine': {
      const done = Math.min(1, at.step / (schedule.epochs * at.steps))
      return leastRate + ((1 - leastRate) * (1 + Math.cos(Math.PI * done))) / 2
    }
    case 'step':
      return schedule.factor ** Math.floor(at.step / (schedule.epochs * at.steps))
    case 'cyclic':
      return leastRate + (1 - leastRate) * (1 - Math.abs(2 * phase(at, schedule.epochs) - 1))
  }
}

/**
 * The factor of the KL's weight. Warm-up: linear over E epochs (Bowman et al. 2016; Sønderby et al. 2016). Cyclic: in
 * each E epochs linear over the first half, 1 over the second (Fu et al. 2019, eq. 6, R = 0.5).
 */
export function klFactor(schedule: KlSchedule | undefined, at: Position): number {
  if (!schedule) return 1
  if (schedule.kind === 'warm-up') return warmedUp(at, schedule.epochs)
  return Math.min(1, 2 * phase(at, schedule.epochs))
}

/** Epochs until the objective is the one that is meant in the end. */
export const warmUpEpochs = ({ schedules }: Pick<RunConfig, 'schedules'>): number =>
  schedules?.betaKl?.kind === 'warm-up' ? Math.ceil(schedules.betaKl.epochs) : 0
