import { Option, type Command } from 'commander'
import { idsOfSplit, someImages } from '../../node/latents.ts'
import { openPixels } from '../../node/pixels.ts'
import { AppError } from '../../shared/errors.ts'
import { splits, type Split } from '../../shared/schemas.ts'
import { withModel } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { whole } from '../values.ts'
import { counted, likelihoodName, nats } from '../words.ts'

interface EvaluateOptions extends ModelOptions {
  split: Split
  seed: number
}

export function addEvaluate(program: Command, outcome: Outcome): void {
  const command = program
    .command('evaluate')
    .description('Measure a run on images: the evidence lower bound and its parts, in nats per image.')
    .argument('<project>', 'a .latent folder')
    .addOption(new Option('--split <split>', 'which images').choices(splits).default('test'))
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
  addModelOptions(command).action((project: string, options: EvaluateOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async ({ inference, run, engine }) => {
        const { split, seed, weights } = options
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
          const { config, height, width, channels, epoch } = inference
          const likelihood = likelihoodName(config.likelihood)
          const answer = {
            run: run.id,
            epoch,
            weights,
            split,
            images: ids.length,
            ...terms,
            bitsPerDimension: -terms.elbo / (height * width * channels) / Math.LN2,
            likelihood,
            seed,
            engine: engine.name,
            device: engine.device
          }
          const lines = [
            `${counted(ids.length, 'image')} of the ${split} split, run ${run.id} at epoch ${epoch}`,
            `  ELBO            ${nats(terms.elbo)} nats per image (${likelihood})`,
            `  reconstruction  ${nats(terms.reconstruction)} nats`,
            `  KL              ${nats(terms.kl)} nats`,
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
