import { likelihoodName } from '../../engine/distributions/likelihood.ts'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { evaluateRun } from '../../node/evaluation.ts'
import { drawRateDistortion, type CurvePoint } from '../../node/export/ratedistortion.ts'
import { openInference } from '../../node/inference.ts'
import { openPixels } from '../../node/pixels.ts'
import { Project } from '../../node/project.ts'
import { findRepeat } from '../../node/repeat.ts'
import { createRun } from '../../node/runs.ts'
import { contradictionIn } from '../../shared/contradictions.ts'
import { AppError } from '../../shared/errors.ts'
import type { Theme } from '../../shared/palette.ts'
import { splits, type RunConfig, type RunRecord, type Split } from '../../shared/schemas.ts'
import { requireTrait } from '../../shared/traits.ts'
import { openEngine, projectName } from '../model.ts'
import { act, addSettingOptions, engineOption, jsonOption, type JsonOption } from '../options.ts'
import { pictureFile, saveFile } from '../output.ts'
import { configOf, type SettingFlags } from '../settings.ts'
import type { Outcome, Shell } from '../shell.ts'
import { runTraining } from '../training.ts'
import { counted, nats, table } from '../words.ts'

interface CurveOptions extends JsonOption, Omit<SettingFlags, 'betaKl' | 'name'> {
  betaKl: number[]
  split: Split
  theme: Theme
  out?: string
}

/** Weights with commas between, each once: "0.1,1,10". */
function weights(text: string): number[] {
  const values = [...new Set(text.split(',').map(Number))]
  if (values.length > 1 && values.every((value) => Number.isFinite(value) && value > 0)) return values
  throw new InvalidArgumentError('It must be two weights or more above 0, such as 0.1,1,10.')
}

export function addCurve(program: Command, outcome: Outcome): void {
  const command = program
    .command('curve')
    .description('Draw KL against reconstruction for several weights of the KL, with a run trained for each.')
    .argument('<project>', 'a .latent folder')
    .option('--beta-kl <weights>', 'of the KL, with commas between', weights, [0.1, 0.3, 1, 3, 10])
    .option('-o, --out <file>', 'the PNG to write (default: PROJECT-curve.png)', pictureFile)
    .addOption(new Option('--split <split>', 'measured on which images').choices(splits).default('test'))
    .addOption(new Option('--theme <theme>', 'the ground').choices(['dark', 'light']).default('dark'))
  addSettingOptions(command)
    .addOption(engineOption())
    .addOption(jsonOption())
    .action((path: string, options: CurveOptions) =>
      act(outcome, options, async (shell) => {
        const project = await Project.open(path)
        try {
          await draw(shell, project, options)
        } finally {
          await project.close()
        }
      })
    )
}

/** A weight's run: the one with these settings as far as it is, or a new one. */
async function runFor(
  shell: Shell,
  project: Project,
  config: RunConfig,
  dataVersion: number
): Promise<RunRecord> {
  const known = await findRepeat(project.path, config, dataVersion)
  if (known?.status === 'finished') {
    shell.terminal.line(`β = ${config.betaKl}: ${known.id} is trained already`)
    return known
  }
  const name = `β = ${config.betaKl}`
  const run = known ?? (await createRun(project.path, config, { name, dataVersion }))
  shell.terminal.line(`β = ${config.betaKl}: training ${run.id}`)
  const record = await runTraining(shell, { project: project.path, run: run.id, config })
  await project.takeIn(run.id)
  if (record.status !== 'finished')
    throw new AppError('cancelled', `Paused ${run.id}; nothing is lost. The same command goes on.`)
  return record
}

interface Measured extends CurvePoint {
  run: string
  elbo: number
  epoch: number
}

async function draw(shell: Shell, project: Project, options: CurveOptions): Promise<void> {
  const { dataset } = await project.summary()
  const configs = options.betaKl.map((betaKl) =>
    configOf({ ...options, betaKl }, { ...dataset.settings, nearBinary: dataset.nearBinary })
  )
  for (const config of configs) {
    requireTrait(config, 'prior', 'The curve', 'Draw it of a vae or cvae.')
    const contradiction = contradictionIn(config)
    if (contradiction) throw new AppError('usage', contradiction)
  }
  const runs: RunRecord[] = []
  for (const config of configs) runs.push(await runFor(shell, project, config, dataset.dataVersion))
  const points = await measure(shell, project.path, runs, configs, options)
  const [config] = configs
  const settings = { command: 'curve', runs: runs.map(({ id }) => id).join(','), split: options.split }
  const network = config.network.kind === 'conv' ? 'convolutional' : 'MLP'
  const png = await drawRateDistortion({
    points,
    title: project.manifest.name,
    subtitle: [
      `${counted(dataset.splits[options.split], 'image')} of the ${options.split} split`,
      `${config.model.toUpperCase()}, ${network}, ${counted(config.latent, 'latent')}`,
      `${counted(config.epochs, 'epoch')} each`,
      likelihoodName(config.likelihood, config.binarise)
    ].join(' · '),
    theme: options.theme,
    settings
  })
  const out = resolve(options.out ?? `${projectName(project.path)}-curve.png`)
  await saveFile(out, png)
  const answer = {
    out,
    split: options.split,
    points,
    likelihood: likelihoodName(config.likelihood, config.binarise)
  }
  const rows = points.map(({ weight, kl, reconstruction, elbo, run }) => [
    String(weight),
    ...[kl, reconstruction, elbo].map(nats),
    run
  ])
  shell.answer(
    answer,
    `${table([['β', 'KL', 'reconstruction', 'ELBO', 'run'], ...rows], [0, 1, 2, 3])}\nWrote ${out}`
  )
}

/** KL and reconstruction of each run, unweighted, on the same images with the same noise. */
async function measure(
  shell: Shell,
  project: string,
  runs: RunRecord[],
  configs: RunConfig[],
  { split, seed = 0, engine: wanted }: CurveOptions
): Promise<Measured[]> {
  const engine = await openEngine(shell, wanted)
  const store = await openPixels(project)
  const points: Measured[] = []
  try {
    for (const [index, { id }] of runs.entries()) {
      const inference = await openInference(project, id, engine)
      try {
        const { terms } = await evaluateRun(project, inference, engine, store, { split, seed }, shell)
        const { elbo, kl, reconstruction } = terms
        const weight = configs[index].betaKl!
        points.push({ weight, kl, reconstruction, elbo, run: id, epoch: inference.epoch })
      } finally {
        inference.dispose()
      }
    }
  } finally {
    await store.close()
  }
  return points
}
