/** The training loop: algorithm 1 of Kingma & Welling 2013 (AEVB), and nothing else. */
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { RunConfig, Terms } from '../shared/schemas.ts'
import { inBatches, type Batch, type Images } from './batches.ts'
import { binarisedOnce } from './binarisation.ts'
import type { Program, Variables } from './engine.ts'
import { objectiveFunction, trainingFunction } from './functions.ts'
import { runObjective, wholeSetBatch } from './inference.ts'
import type { Learner } from './models/learner.ts'
import { objectiveOf } from './objectives/objectives.ts'
import { optimizerRule, type OptimizerRule } from './optimizers.ts'
import { permutation } from './random.ts'
import { warmUpEpochs } from './schedules.ts'
import { stepInputs } from './step.ts'
import { addTerms, emptyTotals, meanTerms, type Totals } from './totals.ts'

/** Where a run is. With the weights and the optimizer's slots it is all that a resume needs. */
export interface TrainingState {
  /** Whole epochs done. */
  epoch: number
  /** Steps done, over all epochs. */
  step: number
  /** The sums of the epoch under way. */
  totals: Totals
  /**
   * The best validation value of the objective that is trained; with weights of 1 that is the ELBO. While the KL's
   * weight warms up it is already the objective with the final weight, so that all epochs are judged alike and an
   * early one, whose weight made it easy, cannot win.
   */
  best: { epoch: number; objective: number }
}

export const initialState = (): TrainingState => ({
  epoch: 0,
  step: 0,
  totals: emptyTotals(),
  best: { epoch: 0, objective: -Infinity }
})

export interface Checkpoint {
  state: TrainingState
  weights: Variables
  slots: Variables
  /** These weights have the best validation bound so far. */
  improved: boolean
}

export type TrainingEvent =
  | { kind: 'step'; state: TrainingState; steps: number; terms: Terms; images: number }
  | { kind: 'epoch'; train: Terms; validation: Terms; checkpoint: Checkpoint }
  | { kind: 'paused'; checkpoint: Checkpoint }

export interface Training {
  config: RunConfig
  model: Learner
  optimizer: OptimizerRule
  /** Loaded with `trainingFunctions`, its variables and slots as of `state`. */
  program: Program
  images: Images
  validation: Images
  state: TrainingState
}

/** Images that are validated at once: each brings its samples with it. */
const validationBatch = (model: Learner, samples: number) =>
  Math.max(1, Math.floor(wholeSetBatch(model) / samples))

/** Samples an image in validation: as many as the bound is made of, else one. */
const validationSamples = (config: RunConfig) => (objectiveOf(config).samples ? config.samples : 1)

/** What the training loop runs, to be loaded into its program. */
export function trainingFunctions(config: RunConfig, model: Learner) {
  const samples = validationSamples(config)
  // The KL in closed form, whatever the steps use: the same value in expectation, with less noise.
  const judged = { ...config, estimator: 'B' as const, samples }
  return {
    train: trainingFunction(model, config, optimizerRule(config.optimizer)),
    validate: objectiveFunction(model, judged, validationBatch(model, samples))
  }
}

/** Whether the validation value has not risen for as many epochs as the run has patience; a warm-up does not count. */
export function endsEarly(config: RunConfig, { epoch, best }: TrainingState): boolean {
  const { earlyStopping } = config
  return earlyStopping !== undefined && epoch - Math.max(best.epoch, warmUpEpochs(config)) >= earlyStopping
}

/**
 * Trains from where `state` is to the end of the last epoch, or until it ends early. After each epoch comes an event
 * with a checkpoint; when `pause` is aborted the step under way is finished and a last checkpoint ends the sequence.
 * @throws AppError 'diverged' when the bound leaves the finite numbers
 */
export async function* train(training: Training, pause: AbortSignal): AsyncGenerator<TrainingEvent> {
  const { config, images, state } = training
  const steps = Math.ceil(images.count / config.batch)
  for (; state.epoch < config.epochs && !endsEarly(config, state); state.epoch++) {
    const order = permutation(images.count, config.seed, 'shuffle', state.epoch)
    for await (const batch of inBatches(images, order, config.batch, state.step - state.epoch * steps)) {
      if (pause.aborted) return yield { kind: 'paused', checkpoint: await checkpoint(training, false) }
      const terms = await step(training, batch)
      yield { kind: 'step', state, steps: config.epochs * steps, terms, images: batch.count }
    }
    yield await endEpoch(training)
  }
}

/** One gradient step on a batch; the mean of its bound, measured before the update. */
async function step(
  { config, model, optimizer, program, images, state }: Training,
  batch: Batch
): Promise<Terms> {
  const at = { step: state.step, images: images.count }
  const outputs = await program.run('train', stepInputs(config, model, optimizer, batch, at))
  if (!Number.isFinite(outputs.loss[0])) throw diverged(config, state)
  state.step++
  return addTerms(state.totals, outputs, batch.count)
}

async function endEpoch(training: Training): Promise<TrainingEvent> {
  const { config, model, program, state } = training
  const train = meanTerms(state.totals)
  const samples = validationSamples(config)
  const images = config.binarise ? binarisedOnce(training.validation) : training.validation
  const { terms: validation, objective } = await runObjective(program, model, images, {
    name: 'validate',
    size: validationBatch(model, samples),
    samples,
    seed: config.seed
  })
  if (!Number.isFinite(objective)) throw diverged(config, state)
  state.totals = emptyTotals()
  const improved = objective > state.best.objective
  if (improved) state.best = { epoch: state.epoch + 1, objective }
  const saved = await checkpoint({ ...training, state: { ...state, epoch: state.epoch + 1 } }, improved)
  return { kind: 'epoch', train, validation, checkpoint: saved }
}

async function checkpoint({ program, state }: Training, improved: boolean): Promise<Checkpoint> {
  const [weights, slots] = [await program.readVariables(), await program.readSlots()]
  const kept = { ...state, totals: { ...state.totals }, best: { ...state.best } }
  return { state: kept, weights, slots, improved }
}

function diverged(config: RunConfig, state: TrainingState): AppError {
  const rate = config.optimizer.learningRate
  return new AppError(
    'diverged',
    said('diverged', {
      step: state.step,
      epoch: state.epoch + 1,
      less: Number((rate / 10).toPrecision(2)),
      rate
    })
  )
}
