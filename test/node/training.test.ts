import { cpSync, existsSync } from 'node:fs'
import { appendFile, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { openInference } from '../../src/node/inference.ts'
import { importImages, reimportImages } from '../../src/node/import.ts'
import { allImages, readLatents } from '../../src/node/latents.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { Project } from '../../src/node/project.ts'
import { createRun, readConfig, readMetrics, readRun, runFolder, writeConfig } from '../../src/node/runs.ts'
import { decodeSafetensors } from '../../src/node/safetensors.ts'
import { trainRun } from '../../src/node/training.ts'
import type { MapPoints, TrainingProgress, TrainingSnapshot } from '../../src/shared/contract.ts'
import type { NetworkConfig, RunConfig } from '../../src/shared/schemas.ts'
import { writeImageFolder } from '../cli/images.ts'
import { describeEngine } from '../engines.ts'

let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-training-'))
  await writeImageFolder(join(folder, 'images'), ['level', 'upright'], 60)
  project = join(folder, 'shapes.latent')
  await (await importImages([join(folder, 'images')], project, { size: 16 })).project.close()
})
afterAll(() => rm(folder, { recursive: true }))

async function newRun(overrides: Partial<RunConfig> = {}): Promise<string> {
  const image = { height: 16, width: 16, channels: 1 }
  const network: NetworkConfig = { kind: 'conv', filters: [4, 8], width: 16 }
  const config = defaultRunConfig(image, { network, epochs: 4, batch: 16, seed: 3, ...overrides })
  return (await createRun(project, config, { dataVersion: 1 })).id
}

const weightsOf = (run: string) => readFile(join(runFolder(project, run), 'weights.safetensors'))

describeEngine('tensorflow', 'training a run of a project', (engine) => {
  it('leaves the record, the metrics, the weights and the latents of every image', async () => {
    const run = await newRun()
    const seen = {
      progress: [] as TrainingProgress[],
      snapshots: [] as TrainingSnapshot[],
      maps: [] as MapPoints[]
    }
    const record = await trainRun({
      project,
      run,
      engine: engine(),
      on: {
        progress: (progress) => seen.progress.push(progress),
        snapshot: (snapshot) => seen.snapshots.push(snapshot),
        points: (points) => seen.maps.push(points)
      }
    })
    const store = await openPixels(project)
    const training = store.splits.filter((split) => split === 0).length
    expect(record).toMatchObject({ status: 'finished', epoch: 4, step: 4 * Math.ceil(training / 16) })
    expect(record.bestEpoch).toBeGreaterThan(0)
    expect(record.seconds).toBeGreaterThan(0)
    expect(await readRun(project, run)).toEqual(record)
    expect((await readMetrics(project, run)).map(({ split, epoch }) => `${split} ${epoch}`)).toEqual(
      [1, 2, 3, 4].flatMap((epoch) => [`train ${epoch}`, `validation ${epoch}`])
    )
    expect(seen.progress[0]).toMatchObject({ run, epochs: 4, engine: 'tensorflow' })
    expect(seen.snapshots.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
    expect(seen.snapshots[3].originals).toEqual(seen.snapshots[0].originals)
    expect(seen.snapshots[3].samples.data).not.toEqual(seen.snapshots[0].samples.data)

    // The latents on disk are what the best weights make of the images, and the last map shows them all.
    const inference = await openInference(project, run, engine())
    const z = await inference.encodeImages(allImages(store))
    const latents = (await readLatents(project, run))!
    expect(latents.header).toEqual({ epoch: record.bestEpoch, latent: 2, count: store.count, dataVersion: 1 })
    expect(latents.z).toEqual(z)
    expect(seen.maps.at(-1)!.z).toEqual(z)
    inference.dispose()
    await store.close()
  })

  it('gives bitwise the same weights for the same seed, and after a pause and a resume', async () => {
    const whole = await newRun()
    const paused = await newRun()
    await trainRun({ project, run: whole, engine: engine() })
    for (const after of [3, 1]) {
      const pause = new AbortController()
      let steps = 0
      const on = { metric: () => ++steps >= after && pause.abort() }
      const record = await trainRun({ project, run: paused, engine: engine(), signal: pause.signal, on })
      expect(record.status).toBe('paused')
    }
    expect((await trainRun({ project, run: paused, engine: engine() })).status).toBe('finished')
    expect(await weightsOf(paused)).toEqual(await weightsOf(whole))
    expect(await readMetrics(project, paused)).toEqual(await readMetrics(project, whole))
  })

  it('resumes from the last whole checkpoint after a crash, forgetting what came after it', async () => {
    const whole = await newRun()
    const crashed = await newRun()
    await trainRun({ project, run: whole, engine: engine() })
    const copy = join(folder, 'copy')
    let epochs = 0
    // What the disk held after the second epoch is what a crash in the third leaves.
    const snapshot = () => ++epochs === 2 && cpSync(runFolder(project, crashed), copy, { recursive: true })
    await trainRun({ project, run: crashed, engine: engine(), on: { snapshot } })
    await rm(runFolder(project, crashed), { recursive: true })
    await cp(copy, runFolder(project, crashed), { recursive: true })
    const late = { split: 'train', epoch: 3, step: 1000, elbo: 0, reconstruction: 0, kl: 0 }
    await appendFile(join(runFolder(project, crashed), 'metrics.jsonl'), JSON.stringify(late) + '\n{"spl')
    const record = await trainRun({ project, run: crashed, engine: engine() })
    expect(record.epoch).toBe(4)
    expect(await weightsOf(crashed)).toEqual(await weightsOf(whole))
    expect((await readMetrics(project, crashed)).length).toBe(8)
    const kept = (await readdir(runFolder(project, crashed))).filter((name) => name.startsWith('checkpoint'))
    expect(kept).toEqual([`checkpoint-${record.step}`])
  })

  it('answers with newer weights after taking them over, and like a model opened anew', async () => {
    const run = await newRun({ epochs: 1 })
    await trainRun({ project, run, engine: engine() })
    const inference = await openInference(project, run, engine())
    const z = Float32Array.of(0.5, -0.5, 1, 1)
    const before = await inference.decode(z)
    await writeConfig(project, run, { ...(await readConfig(project, run)), epochs: 4 })
    await trainRun({ project, run, engine: engine() })
    expect(await inference.decode(z)).toEqual(before)
    await inference.reload('last')
    const fresh = await openInference(project, run, engine(), 'last')
    expect(inference.epoch).toBe(4)
    expect(await inference.decode(z)).toEqual(await fresh.decode(z))
    expect((await inference.decode(z)).data).not.toEqual(before.data)
    inference.dispose()
    fresh.dispose()
  })

  it('marks a run that diverges as failed in words and keeps its last weights', async () => {
    const optimizer = { kind: 'adam', learningRate: 1e20, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const
    const run = await newRun({ optimizer })
    await expect(trainRun({ project, run, engine: engine() })).rejects.toThrow('no longer a finite number')
    const record = await readRun(project, run)
    expect(record.status).toBe('failed')
    expect(record.problem).toContain('learning rate')
    expect(existsSync(join(runFolder(project, run), 'latents.json'))).toBe(false)
  })

  it('keeps the last good checkpoint and the best weights when it diverges later on', async () => {
    const settings: Partial<RunConfig> = {
      likelihood: { kind: 'bernoulli' },
      optimizer: { kind: 'sgd', learningRate: 1e-4 },
      binarise: 'dynamic',
      clip: 1e30,
      schedules: { betaKl: { kind: 'warm-up', epochs: 1 } }
    }
    const run = await newRun({ epochs: 2, ...settings })
    const good = await trainRun({ project, run, engine: engine() })
    const before = await weightsOf(run)
    const optimizer = { kind: 'sgd', learningRate: 1e30 } as const
    const config = await readConfig(project, run)
    await writeConfig(project, run, { ...config, epochs: 4, optimizer })
    await expect(trainRun({ project, run, engine: engine() })).rejects.toThrow('The last checkpoint is kept')
    expect(await readRun(project, run)).toMatchObject({ status: 'failed', epoch: 2 })
    expect(await weightsOf(run)).toEqual(before)
    expect(existsSync(join(runFolder(project, run), `checkpoint-${good.step}`, 'state.json'))).toBe(true)
  })

  it('ends early, says at which epoch, and keeps the best weights and the last', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e-30 } as const
    const run = await newRun({ epochs: 30, earlyStopping: 2, optimizer })
    const record = await trainRun({ project, run, engine: engine() })
    expect(record).toMatchObject({ status: 'finished', epoch: 3, bestEpoch: 1, stoppedEarly: 3 })
    const kept = await readdir(runFolder(project, run))
    expect(kept).toContain('weights.safetensors')
    expect(kept).toContain(`checkpoint-${record.step}`)
    expect((await readMetrics(project, run)).length).toBe(6)
  })

  it('refuses weights of other shapes, or not finite, by the tensor’s name', async () => {
    const run = await newRun({ epochs: 1 })
    await trainRun({ project, run, engine: engine() })
    const { tensors } = decodeSafetensors(await weightsOf(run), 'w')
    expect(tensors['encoder.conv.1.weight'].shape).toEqual([8, 4, 4, 4])
    expect(tensors['decoder.conv.0.weight'].shape).toEqual([8, 4, 4, 4])
    expect(tensors['encoder.posterior.weight'].shape).toEqual([4, 16])
    const other = await newRun({ latent: 5 })
    await cp(
      join(runFolder(project, run), 'weights.safetensors'),
      join(runFolder(project, other), 'weights.safetensors')
    )
    await expect(openInference(project, other, engine())).rejects.toThrow(
      /encoder\.posterior\.weight is \[4,16\], the model wants \[10,16\]/
    )
    await expect(openInference(project, await newRun(), engine())).rejects.toThrow('no weights yet')
  })

  it('keeps its own shape when the images are imported again at another size', async () => {
    const again = join(folder, 'again.latent')
    await (await importImages([join(folder, 'images')], again, { size: 16 })).project.close()
    const config = await readConfig(project, await newRun({ epochs: 1 }))
    const { id } = await createRun(again, config, { dataVersion: 1 })
    await trainRun({ project: again, run: id, engine: engine() })
    await (await reimportImages(await Project.open(again), { size: 24 })).project.close()
    const inference = await openInference(again, id, engine())
    expect(await inference.decode(Float32Array.of(0, 0))).toMatchObject({
      height: 16,
      width: 16,
      channels: 1
    })
    inference.dispose()
    await expect(trainRun({ project: again, run: id, engine: engine() })).rejects.toThrow(
      /learns images of 16×16 grey; the project's are 24×24 grey now/
    )
  })

  it('says before training that one image is too few', async () => {
    const single = join(folder, 'single.latent')
    await writeImageFolder(join(folder, 'one'), ['only'], 1)
    await (await importImages([join(folder, 'one')], single, {})).project.close()
    const config = defaultRunConfig({ height: 16, width: 16, channels: 1 })
    const run = await createRun(single, config, { dataVersion: 1 })
    await expect(trainRun({ project: single, run: run.id, engine: engine() })).rejects.toThrow('too few')
  })
})
