import type { Command } from 'commander'
import { codeGrid } from '../../engine/tasks/codes.ts'
import { manifoldGrid } from '../../engine/tasks/manifold.ts'
import { aroundPrior, labelsFor } from '../../node/asking.ts'
import { AppError } from '../../shared/errors.ts'
import { traitsOf } from '../../shared/traits.ts'
import { withModel } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import { readPoints } from '../points.ts'
import type { Outcome } from '../shell.ts'
import { named, whole } from '../values.ts'

interface ManifoldOptions extends PictureOptions {
  size: number
  label?: string
}

export function addManifold(program: Command, outcome: Outcome): void {
  const command = program
    .command('manifold')
    .description('Draw the plane of a two-dimensional latent space as a grid of decoded images.')
    .argument('<project>', 'a .latent folder')
    .option('--size <images>', 'images a side', whole(1, 200), 20)
    .option('--label <name>', 'what a conditional model is asked for', named)
  addPictureOptions(command, 'PROJECT-manifold.png').action((project: string, options: ManifoldOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        const { latent } = model.inference.config
        if (latent !== 2)
          throw new AppError(
            'input',
            `The manifold is drawn for two latent dimensions; the run ${model.run.id} has ${latent}. ` +
              'Try generate or interpolate, or train a run with --latent 2.'
          )
        const grid = traitsOf(model.inference.config).prior
          ? manifoldGrid(options.size)
          : codeGrid(options.size, (await readPoints(shell, model, (split) => split === 0)).points.z)
        const labels = labelsFor(model.inference, grid.length / 2, options.label)
        const z = await aroundPrior(model.inference, grid, labels)
        await writeSheet(shell, model, options, {
          kind: 'manifold',
          pixels: await model.inference.decode(z, labels),
          columns: options.size,
          settings: {
            size: options.size,
            weights: options.weights,
            ...(options.label !== undefined && { label: options.label })
          }
        })
      })
    )
  )
}
