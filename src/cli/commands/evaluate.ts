import { likelihoodName } from '../../engine/distributions/likelihood.ts'
import { Option, type Command } from 'commander'
import { evaluateRun } from '../../node/evaluation.ts'
import { openPixels } from '../../node/pixels.ts'
import { splits, type Split } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { evaluationLines, evaluationProgress } from '../evaluation.ts'
import { withModel, type Model } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import type { Outcome, Shell } from '../shell.ts'
import { whole } from '../values.ts'
import { counted } from '../words.ts'

interface EvaluateOptions extends ModelOptions {
  split: Split
  seed: number
  images?: number
  importance?: number
  mcmc?: boolean
  labels?: boolean
}

export function addEvaluate(program: Command, outcome: Outcome): void {
  const command = program
    .command('evaluate')
    .description('Measure a run on images: the evidence lower bound and its parts, in nats per image.')
    .argument('<project>', 'a .latent folder')
    .addOption(new Option('--split <split>', 'which images').choices(splits).default('test'))
    .option('--images <count>', 'at most so many of them, evenly spread (default: all)', whole(2))
    .option(
      '--importance <samples>',
      'also estimate log p(x), by so many importance samples, rounded up to sixteens',
      whole(1, 100_000)
    )
    .option('--mcmc', 'also estimate log p(x) by MCMC, for up to five latents; slow, so give --images')
    .option('--labels', 'also how often a classifier reads the asked label off what a cvae draws')
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
  addModelOptions(command).action((project: string, options: EvaluateOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, (model) => evaluate(shell, model, options))
    )
  )
}

async function evaluate(shell: Shell, model: Model, options: EvaluateOptions): Promise<void> {
  const { project, run, engine, inference } = model
  const { split, seed, weights, images, importance, mcmc, labels } = options
  const store = await openPixels(project)
  try {
    const request = { split, seed, images, importance, mcmc, labels }
    const hooks = { progress: evaluationProgress(shell), signal: shell.signal }
    const measured = await evaluateRun(project, inference, engine, store, request, hooks)
    const { config, epoch } = inference
    const { terms, logLikelihood, bitsPerDimension } = measured
    const answer = {
      run: run.id,
      epoch,
      weights,
      split,
      images: measured.images,
      ...(traitsOf(config).prior ? terms : { reconstruction: terms.reconstruction }),
      activeUnits: measured.activeUnits,
      ...(logLikelihood && {
        logLikelihood: logLikelihood.mean,
        standardError: logLikelihood.standardError,
        importanceSamples: logLikelihood.samples,
        conditionalLogLikelihood: logLikelihood.conditional?.mean,
        gap: measured.gap
      }),
      mcmc: measured.mcmc,
      prediction: measured.prediction,
      bitsPerDimension,
      labels: measured.labels,
      likelihood: likelihoodName(config.likelihood, config.binarise),
      seed,
      engine: engine.name,
      device: engine.device
    }
    const title = `${counted(measured.images, 'image')} of the ${split} split, run ${run.id} at epoch ${epoch}`
    shell.answer(answer, [title, ...evaluationLines(measured, config)].join('\n'))
  } finally {
    await store.close()
  }
}
