import { Option, type Command } from 'commander'
import { idsOfSplit, someImages } from '../../node/latents.ts'
import { Pace } from '../../node/pace.ts'
import { openPixels, type PixelStore } from '../../node/pixels.ts'
import { AppError } from '../../shared/errors.ts'
import { splits, type Split } from '../../shared/schemas.ts'
import { requireTrait, traitsOf } from '../../shared/traits.ts'
import { withModel } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import type { Outcome, Shell } from '../shell.ts'
import { whole } from '../values.ts'
import { counted, likelihoodName, nats } from '../words.ts'

interface EvaluateOptions extends ModelOptions {
  split: Split
  seed: number
  importance?: number
}

export function addEvaluate(program: Command, outcome: Outcome): void {
  const command = program
    .command('evaluate')
    .description('Measure a run on images: the evidence lower bound and its parts, in nats per image.')
    .argument('<project>', 'a .latent folder')
    .addOption(new Option('--split <split>', 'which images').choices(splits).default('test'))
    .option(
      '--importance <samples>',
      'also estimate log p(x), by so many importance samples',
      whole(1, 100_000)
    )
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
  addModelOptions(command).action((project: string, options: EvaluateOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async ({ inference, run, engine }) => {
        const { split, seed, weights } = options
        if (options.importance !== undefined)
          requireTrait(inference.config, 'prior', 'log p(x)', 'Evaluate it without --importance.')
        const store = await openPixels(project)
        try {
          const ids = idsOfSplit(store, splits.indexOf(split) as 0 | 1 | 2)
          if (ids.length === 0)
            throw new AppError('missing', `The project has no images in the ${split} split.`)
          const terms = await inference.evaluate(
            someImages(store, ids, inference.config.labels),
            seed,
            shell.signal
          )
          const importance =
            options.importance === undefined
              ? undefined
              : await inference.logLikelihood(someImages(store, ids), {
                  samples: options.importance,
                  seed,
                  labelShares: labelShares(store, inference.config.labels),
                  signal: shell.signal,
                  done: tell(shell, ids.length)
                })
          const hasBound = traitsOf(inference.config).prior
          const { config, height, width, channels, epoch } = inference
          const likelihood = likelihoodName(config.likelihood, config.binarise)
          const bits = -terms.elbo / (height * width * channels) / Math.LN2
          const answer = {
            run: run.id,
            epoch,
            weights,
            split,
            images: ids.length,
            ...(hasBound ? terms : { reconstruction: terms.reconstruction }),
            // Of bytes there are bits only where the model gives bytes a probability.
            bitsPerDimension: hasBound && config.likelihood.kind === 'logistic' ? bits : undefined,
            ...(importance && {
              logLikelihood: importance.mean,
              standardError: importance.standardError,
              importanceSamples: importance.samples
            }),
            likelihood,
            seed,
            engine: engine.name,
            device: engine.device
          }
          const lines = [
            `${counted(ids.length, 'image')} of the ${split} split, run ${run.id} at epoch ${epoch}`,
            ...(hasBound
              ? [
                  `  ELBO            ${nats(terms.elbo)} nats per image (${likelihood})`,
                  `  reconstruction  ${nats(terms.reconstruction)} nats`,
                  `  KL              ${nats(terms.kl)} nats`
                ]
              : [
                  `  log p(x | z)    ${nats(terms.reconstruction)} nats per image (${likelihood}), no bound on log p(x)`
                ]),
            ...(hasBound && config.likelihood.kind === 'logistic'
              ? [`  at most ${bits.toFixed(3)} bits per dimension`]
              : []),
            ...(importance
              ? [
                  `  log p(x)        ${nats(importance.mean)} ± ${nats(importance.standardError)} nats, ${importance.samples} importance samples`
                ]
              : []),
            ...(config.labels ? ['  all of p(x | label), not to be set against a VAE’s p(x)'] : [])
          ]
          shell.answer(answer, lines.join('\n'))
        } finally {
          await store.close()
        }
      })
    )
  )
}

/** p(c): how often each of the model's labels is among the training images. */
function labelShares(store: PixelStore, labels: string[] | undefined): number[] | undefined {
  if (!labels) return undefined
  const training = idsOfSplit(store, 0)
  const counts = labels.map(
    (name) => training.filter((id) => store.labelNames[store.labels[id]] === name).length
  )
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / all)
}

function tell(shell: Shell, total: number): (done: number) => void {
  const pace = new Pace()
  pace.mark(0)
  return (done) => {
    pace.mark(done)
    const [rate, secondsLeft] = [pace.rate(), pace.secondsLeft(total)]
    shell.terminal.progress({ phase: 'Weighing', done, total, unit: 'images', rate, secondsLeft })
  }
}
