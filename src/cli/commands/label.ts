import { resolve } from 'node:path'
import type { Command } from 'commander'
import { giveLabels, takeLabelsBack } from '../../node/appliedlabels.ts'
import { labelShares } from '../../node/evaluation.ts'
import type { Inference } from '../../node/inference.ts'
import { inferLabelProbabilities } from '../../node/labelling.ts'
import { someImages } from '../../node/latents.ts'
import { Pace } from '../../node/pace.ts'
import { openPixels } from '../../node/pixels.ts'
import { Project } from '../../node/project.ts'
import { AppError } from '../../shared/errors.ts'
import { withModel } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import { saveFile } from '../output.ts'
import type { Outcome, Shell } from '../shell.ts'
import { whole } from '../values.ts'
import { counted, table } from '../words.ts'

interface LabelOptions extends ModelOptions {
  out?: string
  all?: boolean
  apply?: boolean
  undo?: boolean
  samples: number
  sure: number
  seed: number
}

interface Labelled {
  image: number
  /** What the project says; nothing for an unlabelled image. */
  before?: string
  label: string
  probability: number
}

export function addLabel(program: Command, outcome: Outcome): void {
  const command = program
    .command('label')
    .description('Say which label each unlabelled image has, by p(label | image) of a conditional model.')
    .argument('<project>', 'a .latent folder')
    .option('-o, --out <file>', 'also write a table, .csv')
    .option('--all', 'labelled images too, beside the label they have')
    .option('--apply', 'give unlabelled images their likeliest label in the project')
    .option('--undo', 'take back the labels that the last --apply gave, except where they were changed since')
    .option('--sure <percent>', 'with --apply, only where it is at least this likely', whole(0, 100), 50)
    .option('--samples <number>', 'importance samples an image and label', whole(1, 100_000), 16)
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
  addModelOptions(command).action((project: string, options: LabelOptions) =>
    act(outcome, options, async (shell) => {
      if (options.undo) return undo(shell, project, options)
      await withModel(shell, project, options, async ({ inference, run }) => {
        const found = await infer(shell, project, inference, options)
        const out = options.out === undefined ? undefined : resolve(options.out)
        if (out) await saveFile(out, asCsv(found))
        const applied = options.apply ? await apply(project, found, options.sure / 100) : undefined
        const lines = [
          summary(found),
          ...(out ? [`Wrote ${out}`] : []),
          ...(applied === undefined
            ? []
            : [`Gave ${counted(applied, 'image')} of the project a label (label --undo takes it back)`])
        ]
        shell.answer({ run: run.id, images: found, ...(out && { out }), applied }, lines.join('\n'))
      })
    })
  )
}

async function undo(shell: Shell, path: string, { apply, out, all }: LabelOptions): Promise<void> {
  if (apply || all || out !== undefined)
    throw new AppError('usage', '--undo takes labels back and infers none: leave the other options out.')
  const project = await Project.open(path)
  try {
    const undone = await takeLabelsBack(project)
    shell.answer({ undone }, `Took the label of ${counted(undone, 'image')} back`)
  } finally {
    await project.close()
  }
}

async function infer(
  shell: Shell,
  project: string,
  inference: Inference,
  { all, samples, seed }: LabelOptions
): Promise<Labelled[]> {
  const store = await openPixels(project)
  try {
    const ids = Int32Array.from(store.splits.keys()).filter((id) => all || store.labels[id] < 0)
    const names = inference.config.labels
    const pace = new Pace()
    pace.mark(0)
    const probabilities = await inferLabelProbabilities(inference, someImages(store, ids), {
      samples,
      seed,
      labelShares: labelShares(store, names),
      signal: shell.signal,
      done(done) {
        pace.mark(done)
        const [rate, secondsLeft] = [pace.rate(), pace.secondsLeft(ids.length)]
        shell.terminal.progress({
          phase: 'Weighing',
          done,
          total: ids.length,
          unit: 'images',
          rate,
          secondsLeft
        })
      }
    })
    if (ids.length === 0)
      throw new AppError(
        'missing',
        'Every image of the project has a label already. See them all with --all.'
      )
    return Array.from(ids, (image, place) => {
      const own = Array.from(probabilities.subarray(place * names!.length, (place + 1) * names!.length))
      const best = own.indexOf(Math.max(...own))
      return {
        image,
        before: store.labelNames[store.labels[image]],
        label: names![best],
        probability: own[best]
      }
    })
  } finally {
    await store.close()
  }
}

/** Gives unlabelled images their label; those that have one keep it. @returns how many got one */
async function apply(path: string, found: Labelled[], sure: number): Promise<number> {
  const chosen = found.filter(({ before, probability }) => before === undefined && probability >= sure)
  const project = await Project.open(path)
  try {
    const labels = new Map<string, number[]>()
    for (const { label, image } of chosen) labels.set(label, [...(labels.get(label) ?? []), image])
    return await giveLabels(project, labels)
  } finally {
    await project.close()
  }
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function asCsv(found: Labelled[]): string {
  const rows = found.map(({ image, before = '', label, probability }) =>
    [String(image), csvField(before), csvField(label), probability.toFixed(4)].join(',')
  )
  return ['image,before,label,probability', ...rows].map((row) => `${row}\r\n`).join('')
}

/** How many images got each label, and how sure that is. */
function summary(found: Labelled[]): string {
  const labels = [...new Set(found.map(({ label }) => label))].sort()
  const rows = labels.map((label) => {
    const own = found.filter((one) => one.label === label)
    const sure = own.filter(({ probability }) => probability >= 0.9).length
    return [label, String(own.length), String(sure)]
  })
  return table([['label', 'images', 'p(label | image) ≥ 0.9'], ...rows], [1, 2])
}
