/**
 * `npm run bench -- restore`: held-out images of the bundled sample, degraded and restored, in PSNR against the truth
 * beside what needs no model.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultNetwork, defaultRunConfig } from '../src/engine/presets.ts'
import { chooseEngine } from '../src/node/backends/choose.ts'
import { importImages } from '../src/node/import.ts'
import { idsOfSplit } from '../src/node/latents.ts'
import { openPixels } from '../src/node/pixels.ts'
import { Restorer } from '../src/node/restore.ts'
import { createRun } from '../src/node/runs.ts'
import { trainRun } from '../src/node/training.ts'
import type { Degradation, Restoration } from '../src/shared/contract.ts'
import { presetHole } from '../src/shared/hole.ts'
import { table } from './report.ts'

export interface RestoreBenchOptions {
  /** Held-out images, spread over all labels. */
  images: number
  line(text: string): void
}

/** Means over the images, in dB. */
export interface RestoreFigures {
  case: string
  baselineName: string
  baseline: number
  /** Of the mean of the samples. */
  restored: number
  gain: number
  /** The standard error of the gain. */
  error: number
}

const shape = { height: 28, width: 28, channels: 1 as const }
const samples = 4

const cases: [string, Degradation][] = [
  ['4× smaller', { kind: 'shrink', factor: 4 }],
  ['2× smaller', { kind: 'shrink', factor: 2 }],
  ['noise of σ 0.25', { kind: 'gaussian', deviation: 0.25 }],
  ['lower half missing', { kind: 'hole', hole: presetHole('lower', shape) }],
  ['salt & pepper, 30 %', { kind: 'impulse', share: 0.3 }]
]

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function figuresOf(name: string, all: Restoration[]): RestoreFigures {
  const gains = all.map(({ meanLikeness, likeness }) => meanLikeness!.psnr - likeness!.psnr)
  const gain = mean(gains)
  const variance = gains.reduce((sum, one) => sum + (one - gain) ** 2, 0) / Math.max(1, gains.length - 1)
  return {
    case: name,
    baselineName: all[0].baselineName,
    baseline: mean(all.map(({ likeness }) => likeness!.psnr)),
    restored: mean(all.map(({ meanLikeness }) => meanLikeness!.psnr)),
    gain,
    error: Math.sqrt(variance / gains.length)
  }
}

/** Trains a VAE of 40 latents on the sample, about a minute, and restores images of its test split. */
export async function restoreBench({ images, line }: RestoreBenchOptions): Promise<RestoreFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'latentscape-bench-restore-'))
  try {
    const project = join(folder, 'clothes.latent')
    const sample = fileURLToPath(new URL('../resources/samples/fashion-mnist.zip', import.meta.url))
    await (await importImages([sample], project, {})).project.close()
    const engine = await chooseEngine('auto', { line })
    const config = defaultRunConfig(shape, {
      network: defaultNetwork('mlp', shape),
      latent: 40,
      likelihood: { kind: 'gaussian-sigma' },
      epochs: 30,
      batch: 100,
      seed: 1
    })
    const { id } = await createRun(project, config, { dataVersion: 1 })
    line('Training…')
    await trainRun({ project, run: id, engine })
    const store = await openPixels(project)
    const ids = idsOfSplit(store, 2)
    const held = Array.from(
      { length: images },
      (_, at) => ids[Math.floor(((at + 0.5) * ids.length) / images)]
    )
    const restorer = await Restorer.open(project, id, engine)
    const figures: RestoreFigures[] = []
    for (const [name, degradation] of cases) {
      line(`${name}…`)
      const all: Restoration[] = []
      for (const image of held) {
        const truth = { data: await store.read([image]), count: 1, ...shape }
        const wish = { degradation, image: truth, observed: false, seed: 1 }
        all.push(await restorer.restore(wish, { samples, method: 'gradient' }))
      }
      figures.push(figuresOf(name, all))
    }
    restorer.dispose()
    await store.close()
    return figures
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const decibels = (value: number) => value.toFixed(1).replace('-', '−')

export function restoreTable(figures: RestoreFigures[]): string {
  const lines = figures.map(({ case: name, baselineName, baseline, restored, gain, error }) => [
    name,
    `${decibels(baseline)} (${baselineName})`,
    decibels(restored),
    `${decibels(gain)} ± ${decibels(error)}`
  ])
  return table(['degraded by', 'PSNR without a model', 'restored', 'gain, dB'], lines)
}
