/** Each thing that a run may show about itself, provoked by training one that does. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { importImages } from '../../src/node/import.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { createRun, readConfig, readMetrics, readRun } from '../../src/node/runs.ts'
import { trainRun } from '../../src/node/training.ts'
import { adviseOn } from '../../src/shared/advice.ts'
import type { Advice, AdviceKind } from '../../src/shared/advice.ts'
import type { TrainingSnapshot } from '../../src/shared/contract.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { writeImageFolder } from '../cli/images.ts'
import { describeEngine } from '../engines.ts'

let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-advice-'))
  await writeImageFolder(join(folder, 'images'), ['level', 'upright'], 60)
  project = join(folder, 'shapes.latent')
  await (await importImages([join(folder, 'images')], project, { size: 16 })).project.close()
})
afterAll(() => rm(folder, { recursive: true }))

describeEngine('tensorflow', 'advice on a trained run', (engine) => {
  async function advice(change: Partial<RunConfig>): Promise<Map<AdviceKind, Advice>> {
    const image = { height: 16, width: 16, channels: 1 }
    const likelihood = { kind: 'bernoulli' } as const
    const network = { kind: 'mlp', width: 64, depth: 1 } as const
    const config = defaultRunConfig(image, { network, likelihood, epochs: 4, batch: 16, seed: 3, ...change })
    const { id } = await createRun(project, config, { dataVersion: 1 })
    let pictures: TrainingSnapshot | undefined
    const on = { snapshot: (snapshot: TrainingSnapshot) => (pictures = snapshot) }
    await trainRun({ project, run: id, engine: engine(), on }).catch(() => {})
    const store = await openPixels(project)
    const images = store.splits.filter((split) => split === 0).length
    await store.close()
    const [settings, record, metrics] = await Promise.all([
      readConfig(project, id),
      readRun(project, id),
      readMetrics(project, id)
    ])
    const found = adviseOn({ config: settings, record, metrics, images, pictures })
    return new Map(found.map((item) => [item.kind, item]))
  }

  it('sees a rate that diverged, and offers a tenth of it', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e6 } as const
    const found = await advice({ optimizer })
    expect(found.get('diverged')?.change).toEqual({ optimizer: { ...optimizer, learningRate: 1e5 } })
  })

  it('sees a latent that says nothing', async () => {
    const found = await advice({ betaKl: 400, epochs: 8 })
    expect(found.get('collapsed')?.figures.kl).toBeLessThan(0.5)
    expect(found.get('collapsed')?.change).toEqual({ betaKl: 100 })
  })

  it('sees images learnt by heart, few images, and neither blur nor collapse there', async () => {
    const found = await advice({
      latent: 16,
      epochs: 80,
      network: { kind: 'mlp', width: 256, depth: 2 },
      likelihood: { kind: 'gaussian', variance: 0.002 }
    })
    expect(found.get('few-images')?.figures).toEqual({ images: expect.any(Number) as number })
    expect(found.get('overfitted')?.figures.epochs).toBeLessThan(80)
    expect(found.has('collapsed')).toBe(false)
  })

  it('sees blur where one latent must say everything', async () => {
    const found = await advice({ latent: 1, betaKl: 20 })
    expect(found.get('blurred')?.figures.kept).toBeLessThan(60)
    expect(found.get('blurred')?.change).toEqual({ latent: 16 })
  })
})
