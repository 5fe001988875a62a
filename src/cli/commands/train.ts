import { likelihoodName } from '../../engine/distributions/likelihood.ts'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Project } from '../../node/project.ts'
import {
  createRun,
  extended,
  findRun,
  readConfig,
  readEnvironment,
  readMetrics,
  readRun,
  updateRun,
  writeConfig
} from '../../node/runs.ts'
import { checkTrainable } from '../../node/trainable.ts'
import { catalogue } from '../../shared/catalogue.ts'
import { contradictionIn } from '../../shared/contradictions.ts'
import { AppError } from '../../shared/errors.ts'
import type { Metric, RunConfig, RunRecord } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { defaultProjectPath, importLines, importWithProgress } from '../import.ts'
import {
  act,
  addImportOptions,
  addTrainingOptions,
  engineOption,
  importOptions,
  jsonOption,
  type ImportFlags,
  type JsonOption,
  type TrainingFlags,
  type WantedEngine
} from '../options.ts'
import { configOf, given, likelihoodOptions } from '../settings.ts'
import type { Outcome, Shell } from '../shell.ts'
import { runTraining } from '../training.ts'
import { kinds } from '../values.ts'
import { count, duration, termsWords } from '../words.ts'

interface TrainOptions extends JsonOption, TrainingFlags, Omit<ImportFlags, 'name'> {
  out?: string
  resume?: string
  name?: string
  engine: WantedEngine
}

const isProject = (path: string): boolean => existsSync(join(path, 'project.json'))

/** What a run that goes on may still be told. */
const givenToResume = ['resume', 'epochs', 'engine', 'json']

/** Contradictions that can be seen before anything is opened. */
function checkCall(inputs: string[], options: TrainOptions): void {
  const wrong = (message: string): never => {
    throw new AppError('usage', message)
  }
  const project = isProject(inputs[0])
  if (project && inputs.length > 1) wrong('Give one project, or what to import; not both.')
  if (project && importOptions({ ...options, name: undefined }))
    wrong('The images of a project are as they were imported; import again to change size or channels.')
  if (project && options.out)
    wrong('--out names the project that an import makes; this is a project already.')
  for (const { kind } of catalogue().likelihoods)
    for (const key of Object.keys(likelihoodOptions(options, kind)))
      if (options.likelihood !== kind) wrong(`--${key} belongs to --likelihood ${kind}.`)
  if (options.prior !== undefined && options.model !== 'cvae') wrong('--prior belongs to --model cvae.')
  if (options.condition !== undefined && options.model !== 'cvae')
    wrong('--condition belongs to --model cvae.')
  if (options.given !== undefined && options.condition !== 'quadrants')
    wrong('--given belongs to --condition quadrants.')
  const traits = traitsOf({ model: options.model ?? 'vae' })
  if (!traits.latent && [options.latent, options.likelihood].some((given) => given !== undefined))
    wrong(`--latent and --likelihood belong to models with a latent space, not to a ${traits.name}.`)
  if (!traits.prior) {
    const { estimator, betaKl, betaReconstruction, samples } = options
    if ([estimator, betaKl, betaReconstruction, samples].some((given) => given !== undefined))
      wrong(
        '--estimator, --samples and the weights of the bound belong to models with a prior: ' +
          `${kinds(catalogue().models.filter(({ prior }) => prior)).join(', ')}.`
      )
  }
  if (options.network !== 'mlp' && (options.depth !== undefined || options.gated))
    wrong('--depth and --gated belong to --network mlp.')
  if (options.resume === undefined) {
    // Which images they are decides nothing about what contradicts.
    const contradiction = contradictionIn(configOf(options, { size: 28, channels: 'gray', nearBinary: true }))
    if (contradiction) wrong(contradiction)
    return
  }
  if (!project) wrong('--resume needs the project that holds the run.')
  const others = Object.keys(options).filter((name) => !givenToResume.includes(name))
  if (others.length > 0)
    wrong('A run is resumed with the settings it has; only --epochs may be given, to train further.')
}

/** The project to train in: opened, or made from the images first. */
async function openOrImport(shell: Shell, inputs: string[], options: TrainOptions): Promise<Project> {
  if (isProject(inputs[0])) return Project.open(inputs[0])
  if (/\.latent[/\\]?$/i.test(inputs[0]) && !statSync(inputs[0], { throwIfNoEntry: false }))
    throw new AppError('missing', `There is no project at ${inputs[0]}.`)
  const out = options.out === undefined ? defaultProjectPath(inputs) : resolve(options.out)
  const { project, answer } = await importWithProgress(shell, inputs, out, { ...options, name: undefined })
  shell.terminal.line(importLines(answer, await project.summary()))
  return project
}

/** The run to train: a new one, or one that goes on, perhaps for more epochs than it was meant to. */
async function prepareRun(
  project: Project,
  options: TrainOptions
): Promise<{ run: string; config: RunConfig }> {
  if (options.resume === undefined) {
    const { dataset } = await project.summary()
    const config = configOf(options, { ...dataset.settings, nearBinary: dataset.nearBinary })
    const { name } = options
    const record = await createRun(project.path, config, { name, dataVersion: dataset.dataVersion })
    return { run: record.id, config }
  }
  const record = await findRun(project.path, options.resume)
  const config = await readConfig(project.path, record.id)
  const began = (await readEnvironment(project.path, record.id))?.engine
  if (began && options.engine !== 'auto' && options.engine !== began)
    throw new AppError('usage', `The run ${record.id} began on ${began} and goes on with it.`)
  const epochs = options.epochs ?? config.epochs
  if (epochs <= record.epoch)
    throw new AppError(
      'input',
      `The run ${record.id} has done its ${config.epochs} epochs. To train it further, ask for more in all: --epochs ${record.epoch + 10}`
    )
  if (record.stoppedEarly && options.epochs === undefined)
    throw new AppError(
      'input',
      `The run ${record.id} ended early, after ${record.epoch} epochs, since its validation no longer improved. ` +
        `To train it further all the same, ask for more in all: --epochs ${record.epoch + 10}`
    )
  const longer = extended(config, record, epochs)
  if (options.epochs !== undefined) await writeConfig(project.path, record.id, longer)
  return { run: record.id, config: longer }
}

function termsAt(metrics: Metric[], split: Metric['split'], epoch: number) {
  const metric = metrics.find((candidate) => candidate.split === split && candidate.epoch === epoch)
  if (!metric) return undefined
  const { elbo, reconstruction, kl, bound, accuracy } = metric
  return { elbo, reconstruction, kl, ...given({ bound, accuracy }) }
}

/** What a finished training answers: its last epoch's figures, and those of its best. */
async function answerOf(
  project: string,
  record: RunRecord,
  config: RunConfig
): Promise<{ answer: object; lines: string }> {
  const metrics = await readMetrics(project, record.id)
  const environment = await readEnvironment(project, record.id)
  const validation = termsAt(metrics, 'validation', record.epoch)
  const best = termsAt(metrics, 'validation', record.bestEpoch)
  const likelihood = likelihoodName(config.likelihood, config.binarise)
  const lines = [
    `Trained ${record.id} for ${count(record.epoch)} epochs in ${duration(record.seconds)} ` +
      `(${count(record.imagesPerSecond)} images/s) on ${environment?.engine}, ${environment?.device}`,
    `  validation ${validation ? termsWords(config, validation) : 'not measured'}` +
      (traitsOf(config).latent ? ` (${likelihood})` : ''),
    `  best at epoch ${record.bestEpoch}${best ? `: ${termsWords(config, best)}` : ''}`,
    ...(record.stoppedEarly
      ? [`  ended early, after epoch ${record.stoppedEarly}: validation no longer improved`]
      : []),
    `See it: latentscape ${traitsOf(config).latent ? 'map' : 'search'} "${project}"`
  ].join('\n')
  const answer = {
    project,
    run: record.id,
    name: record.name,
    status: record.status,
    epochs: record.epoch,
    ...termsAt(metrics, 'train', record.epoch),
    validation,
    bestEpoch: record.bestEpoch,
    stoppedEarly: record.stoppedEarly,
    best,
    likelihood,
    seconds: record.seconds,
    imagesPerSecond: record.imagesPerSecond,
    engine: environment?.engine,
    device: environment?.device,
    executor: environment?.executor,
    threads: environment?.threads,
    seed: config.seed
  }
  return { answer, lines }
}

const goOn = (project: string, run: string): string =>
  `Go on with: latentscape train "${project}" --resume ${run}`

function paused(project: string, { id, epoch }: RunRecord, { epochs }: RunConfig): AppError {
  const done = `${count(epoch)} of ${count(epochs)} epochs`
  return new AppError('cancelled', `Paused ${id} after ${done}; nothing is lost. ${goOn(project, id)}`)
}

/** Trains; when the process is lost or was interrupted before its first step, says how to go on. */
async function trainOrTellHow(
  shell: Shell,
  project: string,
  run: string,
  config: RunConfig
): Promise<RunRecord> {
  try {
    return await runTraining(shell, { project, run, config })
  } catch (error) {
    if (shell.signal.aborted) throw paused(project, await readRun(project, run), config)
    if (!(error instanceof AppError && error.kind === 'lost')) throw error
    const problem = 'The training process ended unexpectedly.'
    const { epoch } = await updateRun(project, run, { status: 'failed', problem })
    const kept = epoch > 0 ? ` Its ${count(epoch)} finished epochs are kept.` : ''
    throw new AppError('lost', `${problem}${kept} ${goOn(project, run)}`, { cause: error })
  }
}

async function trainProject(shell: Shell, project: Project, options: TrainOptions): Promise<void> {
  const { dataset } = await project.summary()
  checkTrainable(dataset.splits.train)
  const { run, config } = await prepareRun(project, options)
  shell.terminal.line(`Training ${run} on ${count(dataset.splits.train)} images`)
  const record = await trainOrTellHow(shell, project.path, run, config)
  await project.takeIn(run)
  if (record.status !== 'finished') throw paused(project.path, record, config)
  const { answer, lines } = await answerOf(project.path, record, config)
  shell.answer(answer, lines)
}

export function addTrain(program: Command, outcome: Outcome): void {
  const command = program
    .command('train')
    .description('Train a model on a project, or on images that are imported first.')
    .argument('<inputs...>', 'a .latent folder; or folders, image files or zips to import')
    .option('-o, --out <project>', 'the .latent folder an import makes (default: NAME.latent here)')
    .option('--resume <run>', 'go on with a run that was interrupted, or for more --epochs')
  addImportOptions(addTrainingOptions(command).addOption(engineOption()))
    .addOption(jsonOption())
    .action((inputs: string[], options: TrainOptions) =>
      act(outcome, options, async (shell) => {
        checkCall(inputs, options)
        const project = await openOrImport(shell, inputs, options)
        try {
          await trainProject(shell, project, options)
        } finally {
          await project.close()
        }
      })
    )
}
