/** What a conditional model is asked for, through the worker: weights drawn at random say as much as learnt ones. */
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { manifoldGrid } from '../../src/engine/tasks/manifold.ts'
import { Parameters } from '../../src/node/export/models/parameters.ts'
import { encodeSafetensors } from '../../src/node/safetensors.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type { ExplorerRequests, WorkerEvents } from '../../src/shared/contract.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

const folder = temporaryFolder()
const image = { height: 16, width: 16, channels: 1 }
const means = [-1, 0.5, 2, -0.25]
let explorer: Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>
let cvae: string
let completing: string
let vae: string

/** A run with weights as before any training, but for those set here. */
async function made(
  name: string,
  changes: Partial<RunConfig>,
  set: Record<string, number[]>
): Promise<string> {
  const config = {
    ...defaultRunConfig(image),
    network: { kind: 'mlp' as const, width: 24, depth: 1 },
    ...changes
  }
  const { parameters: specs } = buildModel(config, image)
  const drawn = initialVariables(specs, 5)
  for (const [of, values] of Object.entries(set)) drawn[of].values.set(values)
  const file = path.join(folder, `${name}.safetensors`)
  const words = { config: JSON.stringify(config), image: JSON.stringify(image), name }
  await writeFile(file, encodeSafetensors(new Parameters(specs, drawn).all(), words))
  return (await explorer.client.call('model.import', file))!.id
}

beforeAll(async () => {
  explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', null, [])
  const from = [shapes(folder, 10)]
  await explorer.client.call('project.import', from, path.join(folder, 'p.latent'), { size: 16 })
  const labels = ['bar', 'disc']
  cvae = await made('cvae', { model: 'cvae', labels }, { 'prior.mean.weight': means })
  vae = await made('vae', {}, {})
  completing = await made('completing', { model: 'cvae', condition: { kind: 'quadrants', given: 2 } }, {})
})
afterAll(async () => {
  explorer.kill()
  await rm(folder, { recursive: true, force: true })
})

test('a label decides what a latent is decoded to', async () => {
  const z = Float32Array.of(0.3, -0.7)
  const { call } = explorer.client
  const bar = await call('decode', cvae, z, { label: 'bar' })
  const disc = await call('decode', cvae, z, { label: 'disc' })
  expect(disc.data).not.toEqual(bar.data)
  expect((await call('decode', cvae, z, { label: 'bar' })).data).toEqual(bar.data)
  await expect(call('decode', cvae, z, { label: 'cloud' })).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringMatching(/“cloud”.*bar, disc/)
  })
  await expect(call('decode', vae, z, { label: 'bar' })).rejects.toMatchObject({ kind: 'input' })
  await expect(call('decode', cvae, z, { image: 0 })).rejects.toMatchObject({ kind: 'input' })
  const path = await call('interpolate', cvae, [{ z: [0.3, -0.7] }, { z: [1, 1] }], 3, 'linear', {
    label: 'disc'
  })
  expect(path.pixels.data.subarray(0, 256)).toEqual(disc.data)
})

test('the manifold lies around where the prior of the label does', async () => {
  const { z, pixels } = await explorer.client.call('manifold', cvae, 5, { label: 'disc' })
  const grid = manifoldGrid(5)
  z.forEach((value, at) => expect(value).toBeCloseTo(means[2 + (at % 2)] + grid[at], 5))
  const middle = await explorer.client.call('decode', cvae, Float32Array.of(2, -0.25), { label: 'disc' })
  expect(pixels.data.subarray(12 * 256, 13 * 256)).toEqual(middle.data)
})

test('one style for every label, each at the same place beside its own μ(c)', async () => {
  const { call } = explorer.client
  const priors = await call('condition.priors', cvae)
  expect(priors.labels).toEqual(['bar', 'disc'])
  expect(Array.from(priors.means)).toEqual(means)
  expect(Array.from(priors.deviations)).toEqual([1, 1, 1, 1])
  const strip = await call('condition.strip', cvae, Float32Array.of(0.4, 0.2))
  expect(strip.count).toBe(2)
  for (const [place, label] of priors.labels.entries()) {
    const z = Float32Array.of(means[2 * place] + 0.4, means[2 * place + 1] + 0.2)
    const { data } = await call('decode', cvae, z, { label })
    expect(strip.data.subarray(256 * place, 256 * (place + 1))).toEqual(data)
  }
  expect(await call('condition.prior', cvae, { label: 'disc' })).toEqual({
    mean: Float32Array.of(2, -0.25),
    deviation: Float32Array.of(1, 1)
  })
  await expect(call('condition.strip', cvae, new Float32Array(3))).rejects.toMatchObject({ kind: 'input' })
})

test('every image knows where the prior of its own label lies, one without a label that of the likeliest', async () => {
  const { call } = explorer.client
  const centres = await call('condition.centres', cvae)
  const { labels } = await call('map.points', cvae)
  labels.forEach((label, id) =>
    expect(Array.from(centres.subarray(2 * id, 2 * id + 2))).toEqual(means.slice(2 * label, 2 * label + 2))
  )
})

test('an image is encoded as what it is labelled, or as what is asked', async () => {
  const { call } = explorer.client
  const [disc] = await call('dataset.list', { label: 1 }, 0, 1)
  const own = await call('encode.image', cvae, disc.id)
  expect(own.label).toBe('disc')
  const asked = await call('encode.image', cvae, disc.id, 'bar')
  expect(asked.label).toBe('bar')
  expect(asked.mean).not.toEqual(own.mean)
  const points = await call('map.points', cvae)
  own.mean.forEach((value, d) => expect(value).toBeCloseTo(points.z[2 * disc.id + d], 4))
  expect((await call('encode.image', vae, disc.id)).label).toBeUndefined()
})

test('where the condition is an image, it is that image’s quadrants that are kept', async () => {
  const { call } = explorer.client
  const given = await call('dataset.pixels', [13])
  const z = new Float32Array(2)
  const decoded = await call('decode', completing, z, { image: 13 })
  // Two quadrants: the left half.
  for (let row = 0; row < 16; row++)
    expect(decoded.data.subarray(16 * row, 16 * row + 8)).toEqual(given.data.subarray(16 * row, 16 * row + 8))
  const { mean } = await call('condition.prior', completing, { image: 13 })
  const centres = await call('condition.centres', completing)
  mean.forEach((value, d) => expect(value).toBeCloseTo(centres[2 * 13 + d], 5))
  const encoded = await call('encode.image', completing, 13)
  expect(encoded.reconstruction.data.subarray(0, 8)).toEqual(given.data.subarray(0, 8))
  // Nothing asked for: the image that lies nearest is.
  expect((await call('decode', completing, z)).data).toHaveLength(256)
})

test('how wide each image’s posterior is, and how fast images change on the map', async () => {
  const { call } = explorer.client
  for (const run of [vae, cvae]) {
    const variances = await call('field.spreads', run)
    const { logVariance } = await call('encode.image', run, 4)
    logVariance.forEach((value, d) => expect(variances[2 * 4 + d]).toBeCloseTo(Math.exp(value), 4))
  }
  const z = Float32Array.of(0.3, -0.7, 1, 1)
  const both = Float32Array.of(1, 0, 0, 1)
  const norms = await call('field.sensitivity', cvae, z, both, { label: 'bar' })
  const first = await call('field.sensitivity', cvae, z, Float32Array.of(1, 0, 0, 0), { label: 'bar' })
  const second = await call('field.sensitivity', cvae, z, Float32Array.of(0, 1, 0, 0), { label: 'bar' })
  norms.forEach((norm, at) => expect(norm).toBeCloseTo(Math.hypot(first[at], second[at]), 4))
  expect(await call('field.sensitivity', cvae, z, both, { label: 'disc' })).not.toEqual(norms)
  await expect(call('field.sensitivity', vae, z, z.slice(0, 3))).rejects.toMatchObject({ kind: 'input' })
})
