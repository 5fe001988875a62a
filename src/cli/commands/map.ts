import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { drawMap, mapLayout, shownDomain, type MapPicture } from '../../node/export/map.ts'
import { drawMapSvg } from '../../node/export/mapsvg.ts'
import { formatOf } from '../../node/export/target.ts'
import { underlayGrid, type Underlay } from '../../node/export/underlay.ts'
import { readMetrics } from '../../node/runs.ts'
import type { MapPoints } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { Theme } from '../../shared/palette.ts'
import { splits, type Split } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { projectName, withModel, type Model } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import { pictureFile, saveFile } from '../output.ts'
import { readPoints } from '../points.ts'
import type { Outcome } from '../shell.ts'
import { whole } from '../values.ts'
import { count, counted, nats } from '../words.ts'

interface MapOptions extends ModelOptions {
  out?: string
  theme: Theme
  shapes?: boolean
  split: Split | 'all'
  manifold?: number
  resolution: number
}

/** The line under the title: what is shown, of which model, how good. */
async function subtitle({ project, run, inference }: Model, points: MapPoints): Promise<string> {
  const { config, epoch } = inference
  const network = config.network.kind === 'conv' ? 'convolutional' : 'MLP'
  const metrics = await readMetrics(project, run.id)
  const validation = metrics.find((metric) => metric.split === 'validation' && metric.epoch === epoch)
  return [
    counted(points.ids.length, 'image'),
    `${config.model.toUpperCase()}, ${network}`,
    config.latent > 2 ? `the first 2 of ${config.latent} latents` : counted(config.latent, 'latent'),
    `epoch ${epoch}`,
    ...(validation
      ? [
          `validation ${traitsOf(config).prior ? 'ELBO' : 'log p(x|z)'} ${nats(validation.elbo)} nats per image`
        ]
      : [])
  ].join(' · ')
}

/** Decoded images over all that the map shows. */
async function decodeUnderlay({ inference }: Model, points: MapPoints, columns: number): Promise<Underlay> {
  if (inference.config.latent !== 2)
    throw new AppError('input', 'Images can lie under the map of two latent dimensions only.')
  const grid = underlayGrid(
    shownDomain(mapLayout(points, undefined, undefined, traitsOf(inference.config).prior)),
    columns
  )
  return { pixels: await inference.decode(grid.z), columns, domain: grid.domain }
}

/** A map may be an SVG too. */
const mapFile = (text: string): string => (/\.svg$/i.test(text) ? text : pictureFile(text))

export function addMap(program: Command, outcome: Outcome): void {
  const command = program
    .command('map')
    .description('Draw the latent map: every image a point in the colour of its label.')
    .argument('<project>', 'a .latent folder')
    .option(
      '-o, --out <file>',
      'the picture to write: .png, .webp or .svg (default: PROJECT-map.png)',
      mapFile
    )
    .addOption(new Option('--theme <theme>', 'the ground').choices(['dark', 'light']).default('dark'))
    .option('--shapes', 'a shape for each label as well as a colour, to be told apart in grey')
    .addOption(new Option('--split <split>', 'which images').choices(['all', ...splits]).default('all'))
    .option('--manifold <columns>', 'decoded images under the points, this many across', whole(2, 100))
    .option('--resolution <times>', '1 for 1200×920 pixels', whole(1, 4), 2)
  addModelOptions(command).action((project: string, options: MapOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        const { run, inference, manifest } = model
        const wanted = splits.indexOf(options.split as Split)
        const { points, labelNames } = await readPoints(
          shell,
          model,
          (split) => options.split === 'all' || split === wanted
        )
        const manifold = options.manifold && (await decodeUnderlay(model, points, options.manifold))
        const settings = { command: 'map', run: run.id, epoch: inference.epoch, split: options.split }
        const picture: MapPicture = {
          points,
          labelNames,
          title: manifest.name,
          subtitle: await subtitle(model, points),
          theme: options.theme,
          shapes: options.shapes,
          resolution: options.resolution,
          manifold: manifold || undefined,
          hasPrior: traitsOf(inference.config).prior,
          settings
        }
        const named = resolve(options.out ?? `${projectName(project)}-map.png`)
        const { format, path: out } = formatOf(named, ['png', 'webp', 'svg'])
        await saveFile(out, format === 'svg' ? await drawMapSvg(picture) : await drawMap(picture, format))
        const answer = {
          out,
          ...settings,
          points: points.ids.length,
          labels: labelNames,
          theme: options.theme
        }
        shell.answer(answer, `Wrote ${out} (${count(points.ids.length)} points)`)
      })
    )
  )
}
