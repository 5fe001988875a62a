/** A training under way, as the terminal shows it. */
import { fork, type ChildProcess } from 'node:child_process'
import { ownProgram } from '../node/program.ts'
import type { TrainingProgress, TrainingRequests, WorkerEvents } from '../shared/contract.ts'
import { rpcClient } from '../shared/rpc.ts'
import type { Metric, RunConfig, RunRecord } from '../shared/schemas.ts'
import { traitsOf } from '../shared/traits.ts'
import { processWire, type ProcessPort } from '../shared/wire.ts'
import type { Shell } from './shell.ts'
import { count, nats, objectiveWords, termsWords } from './words.ts'

export interface TrainingJob {
  project: string
  run: string
  config: RunConfig
}

/** Milliseconds until a rate can be told honestly. */
const settling = 1500

/** "Epoch 3 of 10: training ELBO −301.2 nats, validation ELBO −298.4 nats (reconstruction −290.1, KL 8.3)". */
export function epochLine(
  train: Metric,
  validation: Metric,
  config: Pick<RunConfig, 'model' | 'epochs'>,
  imagesPerSecond: number
): string {
  const speed = imagesPerSecond > 0 ? `, ${count(imagesPerSecond)} images/s` : ''
  return (
    `Epoch ${validation.epoch} of ${config.epochs}: training ${objectiveWords(config, train)}, ` +
    `validation ${termsWords(config, validation)}${speed}`
  )
}

/** Shows what a training tells: a line for each epoch, and on a terminal a bar between them. */
export class TrainingView {
  private train: Metric | undefined
  private imagesPerSecond = 0
  private began: number | undefined

  constructor(
    private readonly shell: Shell,
    private readonly config: Pick<RunConfig, 'model' | 'epochs'>
  ) {}

  progress(progress: TrainingProgress): void {
    const { epoch, epochs, step, steps, terms, wholeSet, imagesPerSecond, secondsLeft } = progress
    this.imagesPerSecond = imagesPerSecond
    this.began ??= performance.now()
    // The first steps are slow and say nothing about the rest.
    const known = performance.now() - this.began > settling ? secondsLeft : undefined
    const rate = known ? (steps - step) / known : 0
    const shown = { phase: 'Training', done: step, total: steps, unit: 'steps', rate, secondsLeft: known }
    const bound = terms.bound === undefined ? '' : `, weighted bound ${nats(terms.bound)}`
    const whole = traitsOf(this.config).prior ? `, whole set ${count(wholeSet).replace('-', '−')}` : ''
    const detail = `epoch ${epoch} of ${epochs}, ${objectiveWords(this.config, terms)}${bound}${whole}`
    this.shell.terminal.progress(shown, detail)
  }

  metric(metric: Metric): void {
    if (metric.split === 'train') this.train = metric
    else if (this.train)
      this.shell.terminal.line(epochLine(this.train, metric, this.config, this.imagesPerSecond))
  }
}

/** The worker: TypeScript in a checkout, built in a package. */
function forkWorker(): ChildProcess {
  const { script, words } = ownProgram('worker/training.ts')!
  return fork(script, [...words, '--figures-only'], {
    execArgv: [],
    serialization: 'advanced',
    // A group of its own: the terminal's Ctrl-C is for us, who then ask for a pause.
    detached: true,
    // Standard output is for the one answer, so what libraries say there goes with the rest.
    stdio: ['ignore', 2, 2, 'ipc']
  })
}

/**
 * Trains in a process of its own at nice 10, to the end or until the shell is interrupted; the worker then
 * finishes its step and writes a checkpoint.
 * @returns the record as it then is
 * @throws AppError what the training threw; 'lost' when its process ended
 */
export async function runTraining(shell: Shell, { project, run, config }: TrainingJob): Promise<RunRecord> {
  shell.signal.throwIfAborted()
  const child = forkWorker()
  const client = rpcClient<TrainingRequests, WorkerEvents>(processWire(child as ProcessPort))
  const view = new TrainingView(shell, config)
  client.on('progress', (progress) => shell.terminal.progress(progress))
  client.on('engine', ({ reason }) => reason && shell.terminal.line(reason))
  client.on('run.progress', (progress) => view.progress(progress))
  client.on('run.metric', ({ metric }) => view.metric(metric))
  const pause = (): void => void client.call('training.pause').catch(() => {})
  shell.signal.addEventListener('abort', pause)
  try {
    return await client.call('training.start', project, run)
  } finally {
    shell.signal.removeEventListener('abort', pause)
    if (child.connected) child.disconnect()
  }
}
