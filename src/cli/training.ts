/** A training under way, as the terminal shows it. */
import { readEnvironment } from '../node/runs.ts'
import { trainRun } from '../node/training.ts'
import type { TrainingProgress } from '../shared/contract.ts'
import type { Metric, RunConfig, RunRecord } from '../shared/schemas.ts'
import { openEngine } from './model.ts'
import type { Shell } from './shell.ts'
import { count, nats } from './words.ts'

export interface TrainingJob {
  project: string
  run: string
  config: RunConfig
}

/** "Epoch 3 of 10: training −301.2, validation −298.4 nats per image (reconstruction −290.1, KL 8.3)". */
export function epochLine(
  train: Metric,
  validation: Metric,
  epochs: number,
  imagesPerSecond: number
): string {
  const speed = imagesPerSecond > 0 ? `, ${count(imagesPerSecond)} images/s` : ''
  return (
    `Epoch ${validation.epoch} of ${epochs}: ELBO ${nats(train.elbo)} in training, ` +
    `${nats(validation.elbo)} in validation (reconstruction ${nats(validation.reconstruction)}, ` +
    `KL ${nats(validation.kl)})${speed}`
  )
}

/** Shows what a training tells: a line for each epoch, and on a terminal a bar between them. */
export class TrainingView {
  private train: Metric | undefined
  private imagesPerSecond = 0

  constructor(
    private readonly shell: Shell,
    private readonly epochs: number
  ) {}

  progress(progress: TrainingProgress): void {
    const { epoch, epochs, step, steps, terms, imagesPerSecond, secondsLeft } = progress
    this.imagesPerSecond = imagesPerSecond
    const rate = secondsLeft ? (steps - step) / secondsLeft : 0
    const shown = { phase: 'Training', done: step, total: steps, unit: 'steps', rate, secondsLeft }
    this.shell.terminal.progress(shown, `epoch ${epoch} of ${epochs}, ELBO ${nats(terms.elbo)} nats`)
  }

  metric(metric: Metric): void {
    if (metric.split === 'train') this.train = metric
    else if (this.train)
      this.shell.terminal.line(epochLine(this.train, metric, this.epochs, this.imagesPerSecond))
  }
}

/** Trains to the end, or until the shell is interrupted; @returns the record as it then is */
export async function runTraining(shell: Shell, { project, run, config }: TrainingJob): Promise<RunRecord> {
  // A run goes on with what it began with, so that a resumed run is bitwise the same.
  const before = await readEnvironment(project, run)
  const engine = await openEngine(shell, before?.engine ?? config.engine)
  const view = new TrainingView(shell, config.epochs)
  return trainRun({
    project,
    run,
    engine,
    signal: shell.signal,
    on: { progress: (progress) => view.progress(progress), metric: (metric) => view.metric(metric) }
  })
}
