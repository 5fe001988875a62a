/** Restoring held-out images of the bundled sample, against what needs no model. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultNetwork, defaultRunConfig } from '../../src/engine/presets.ts'
import { importImages } from '../../src/node/import.ts'
import { idsOfSplit } from '../../src/node/latents.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { Restorer } from '../../src/node/restore.ts'
import { readMask, readRestoreImage } from '../../src/node/restoreimages.ts'
import { createRun } from '../../src/node/runs.ts'
import { trainRun } from '../../src/node/training.ts'
import type { Degradation, Restoration, RestoreMethod } from '../../src/shared/contract.ts'
import { presetHole } from '../../src/shared/hole.ts'
import type { ImageSettings, RunConfig } from '../../src/shared/schemas.ts'
import { run } from '../cli/run.ts'
import { describeEngine } from '../engines.ts'

const sample = fileURLToPath(new URL('../../resources/samples/fashion-mnist.zip', import.meta.url))
const shape = { height: 28, width: 28, channels: 1 as const }

let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-restore-'))
  project = join(folder, 'clothes.latent')
  await (await importImages([sample], project, {})).project.close()
})
afterAll(() => rm(folder, { recursive: true }))

const settings: ImageSettings = { size: 28, channels: 'gray', fit: 'crop', background: '#000000' }

describeEngine('tensorflow', 'restoring held-out images', (engine) => {
  async function trained(overrides: Partial<RunConfig>): Promise<string> {
    const config = defaultRunConfig(shape, {
      network: defaultNetwork('mlp', shape),
      latent: 40,
      likelihood: { kind: 'gaussian-sigma' },
      epochs: 12,
      batch: 100,
      seed: 1,
      ...overrides
    })
    const { id } = await createRun(project, config, { dataVersion: 1 })
    await trainRun({ project, run: id, engine: engine() })
    return id
  }

  /** Images of the test split, spread over its labels. */
  async function images(held: number): Promise<Uint8Array[]> {
    const store = await openPixels(project)
    const ids = idsOfSplit(store, 2)
    const read = Array.from({ length: held }, async (_, at) =>
      store.read([ids[Math.floor(((at + 0.5) * ids.length) / held)]])
    )
    const pixels = await Promise.all(read)
    await store.close()
    return pixels
  }

  async function restored(
    restorer: Restorer,
    degradation: Degradation,
    method: RestoreMethod = 'gradient',
    held = 3
  ): Promise<Restoration[]> {
    const result: Restoration[] = []
    for (const data of await images(held)) {
      const wish = { degradation, image: { data, count: 1, ...shape }, observed: false, seed: 1 }
      result.push(await restorer.restore(wish, { samples: 2, method }))
    }
    return result
  }

  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  /** How many dB the mean of the samples is nearer to the truth than the baseline. */
  const gain = (all: Restoration[]) =>
    mean(all.map(({ meanLikeness, likeness }) => meanLikeness!.psnr - likeness!.psnr))

  let restorer: Restorer
  it('beats the baseline in PSNR: four times larger, noise of σ 0.25, half an image', async () => {
    restorer = await Restorer.open(project, await trained({}), engine())
    const larger = await restored(restorer, { kind: 'shrink', factor: 4 })
    // Bicubic has about 16 dB here, or the degradation is not what it should be.
    const bicubic = mean(larger.map(({ likeness }) => likeness!.psnr))
    expect(bicubic).toBeGreaterThan(14)
    expect(bicubic).toBeLessThan(19)
    const gains = {
      larger: gain(larger),
      noise: gain(await restored(restorer, { kind: 'gaussian', deviation: 0.25 })),
      hole: gain(await restored(restorer, { kind: 'hole', hole: presetHole('lower', shape) })),
      pepper: gain(await restored(restorer, { kind: 'impulse', share: 0.3 })),
      // It wanders more, so that fewer images would not do.
      chain: gain(await restored(restorer, { kind: 'hole', hole: presetHole('lower', shape) }, 'chain', 5))
    }
    expect(gains.larger).toBeGreaterThan(1)
    expect(gains.noise).toBeGreaterThan(0.5)
    expect(gains.hole).toBeGreaterThan(2)
    expect(gains.pepper).toBeGreaterThan(1)
    expect(gains.chain).toBeGreaterThan(1)
  })

  it('gives samples that differ, with the observed pixels as they were, and repeats itself', async () => {
    const [data] = await images(1)
    const hole = presetHole('box', shape)
    const wish = {
      degradation: { kind: 'hole' as const, hole },
      image: { data, count: 1, ...shape },
      observed: false,
      seed: 3
    }
    const ask = () => restorer.restore(wish, { samples: 6, method: 'gradient' })
    const [first, second] = [await ask(), await ask()]
    expect(second.samples.data).toEqual(first.samples.data)
    expect(first.logLikelihoods.length).toBe(6)
    expect(first.logPriors!.length).toBe(6)
    for (const pixels of [first.samples, first.mean])
      for (let at = 0; at < pixels.data.length; at++)
        if (!hole[at % 784]) expect(pixels.data[at]).toBe(data[at % 784])
    expect(first.samples.data.subarray(0, 784)).not.toEqual(first.samples.data.subarray(784, 2 * 784))
  })

  it('works without a prior, and says what it cannot take', async () => {
    const restorer = await Restorer.open(project, await trained({ model: 'ae', epochs: 1 }), engine())
    const [data] = await images(1)
    const image = { data, count: 1, ...shape }
    const result = await restorer.restore(
      { degradation: { kind: 'gaussian', deviation: 0.3 }, image, observed: false, seed: 0 },
      { samples: 2, method: 'gradient' }
    )
    expect(result.logPriors).toBeUndefined()
    const observe = (degradation: Degradation) =>
      restorer.observe({ degradation, image, observed: true, seed: 0 })
    expect(() => observe({ kind: 'shrink', factor: 4 })).toThrow(/28×28 pixels.*would have 7×7/)
    expect(() => observe({ kind: 'hole', hole: new Uint8Array(100) })).toThrow('The mask has 100 pixels')
    expect(() => observe({ kind: 'hole', hole: new Uint8Array(784) })).toThrow('marks no pixel')
    restorer.dispose()
  })

  it('restores from the command line, and leaves nothing after a wrong call', async () => {
    const [data] = await images(1)
    const canvas = createCanvas(28, 28)
    const context = canvas.getContext('2d')
    const picture = context.createImageData(28, 28)
    picture.data.set(Uint8Array.from({ length: 4 * 784 }, (_, at) => (at % 4 === 3 ? 255 : data[at >> 2])))
    context.putImageData(picture, 0, 0)
    const file = join(folder, 'coat.png')
    await writeFile(file, canvas.toBuffer('image/png'))
    const mask = createCanvas(20, 28)
    await writeFile(join(folder, 'mask.png'), mask.toBuffer('image/png'))
    const out = join(folder, 'out')
    const common = ['restore', project, file, '--task', 'inpaint', '--out', out]
    const wrong = await run([...common, '--mask', join(folder, 'mask.png')])
    expect(wrong.status).toBe(1)
    expect(wrong.error).toContain('The mask has 20×28 pixels')
    expect((await run(common)).status).toBe(2)
    await expect(readdir(out)).rejects.toThrow()
    const ran = await run([...common, '--hole', 'half', '--truth', file, '--samples', '3', '--json'])
    expect(ran.error).not.toContain('Error')
    const { images: told } = JSON.parse(ran.out) as {
      images: { logLikelihoods: number[]; meanLikeness: { psnr: number }; likeness: { psnr: number } }[]
    }
    expect(told[0].logLikelihoods.length).toBe(3)
    expect(told[0].meanLikeness.psnr).toBeGreaterThan(5)
    expect((await readdir(out)).sort()).toEqual(['coat restored.png', 'coat samples.png'])
  })
})

it('says what an image of another size and colour was, and takes a mask of either size', async () => {
  const canvas = createCanvas(60, 40)
  const context = canvas.getContext('2d')
  context.fillStyle = '#ff0000'
  context.fillRect(0, 0, 60, 40)
  const { pixels, was } = await readRestoreImage(canvas.toBuffer('image/png'), settings)
  expect(pixels).toMatchObject({ width: 28, height: 28, channels: 1 })
  expect(was).toEqual({ width: 60, height: 40, channels: 3 })
  expect((await readRestoreImage(canvas.toBuffer('image/png'), settings, 4)).pixels.width).toBe(7)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, 60, 40)
  const mask = await readMask(canvas.toBuffer('image/png'), settings, was!)
  expect([...mask].every((value) => value === 1)).toBe(true)
  await expect(readMask(canvas.toBuffer('image/png'), settings, shape)).rejects.toThrow('60×40 pixels')
})
