import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { exportModel } from '../../src/node/export/models.ts'
import { zipOf } from '../../src/node/export/zip.ts'
import { importImages } from '../../src/node/import.ts'
import { openInference } from '../../src/node/inference.ts'
import { importModel } from '../../src/node/modelimport.ts'
import { createRun, listRuns, readMetrics, runFolder, updateRun, writeConfig } from '../../src/node/runs.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/node/safetensors.ts'
import { trainRun } from '../../src/node/training.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { writeImageFolder } from '../cli/images.ts'
import { describeEngine } from '../engines.ts'
import { failure } from './fixtures.ts'

const image = { height: 16, width: 16, channels: 1 }
const bitsOf = ({ buffer, byteOffset, length }: Float32Array) => new Uint32Array(buffer, byteOffset, length)
const z = Float32Array.of(0, 0, 1, -1, -0.5, 2)

describeEngine('wasm', 'a model from elsewhere', (engine) => {
  let folder: string
  let project: string
  const runs: Record<string, string> = {}

  async function train(engine: Engine, settings: Partial<RunConfig>): Promise<string> {
    const config = { ...defaultRunConfig(image), epochs: 2, batch: 20, ...settings }
    const { id } = await createRun(project, config, { dataVersion: 1 })
    await trainRun({ project, run: id, engine })
    return id
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latentscape-models-'))
    project = join(folder, 'bars.latent')
    await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
    const imported = await importImages([join(folder, 'bars')], project, { size: 16, channels: 'gray' })
    await imported.project.close()
    runs.vae = await train(engine(), { network: { kind: 'conv', filters: [4, 6], width: 12 } })
    runs.cvae = await train(engine(), { model: 'cvae', network: { kind: 'mlp', width: 12, depth: 1 } })
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function decoded(run: string): Promise<Uint8Array> {
    const inference = await openInference(project, run, engine())
    try {
      const labels = inference.config.labels ? [0, 1, 0] : undefined
      return (await inference.decode(z, labels)).data
    } finally {
      inference.dispose()
    }
  }

  it.each(['vae', 'cvae'])(
    'exported as safetensors comes back and gives the same pictures: %s',
    async (kind) => {
      const { path } = await exportModel(project, runs[kind], 'safetensors', join(folder, `${kind} 图`))
      const { metadata } = decodeSafetensors(await readFile(path), path)
      expect(metadata).toMatchObject({ format: 'pt', model: kind, image: JSON.stringify(image) })
      if (kind === 'cvae') expect(JSON.parse(metadata.labels)).toEqual(['level', 'upright'])
      const run = await importModel(project, path, { name: 'back' })
      expect(run).toMatchObject({ name: 'back', status: 'finished', epoch: Number(metadata.epoch) })
      expect(await decoded(run.id)).toEqual(await decoded(runs[kind]))
    }
  )

  it("comes as a run's folder, as a zip of one, and as the folder of a Python export", async () => {
    const outside = join(folder, 'kept')
    await cp(runFolder(project, runs.vae), outside, { recursive: true })
    const files: Record<string, Uint8Array> = {}
    for (const name of ['config.json', 'run.json', 'metrics.jsonl', 'weights.safetensors'])
      files[`kept/${name}`] = await readFile(join(outside, name))
    files['kept/checkpoint-8/weights.safetensors'] = new Uint8Array(4)
    await writeFile(join(folder, 'kept.zip'), await zipOf(files))
    await exportModel(project, runs.vae, 'python', join(folder, 'script'))
    const wanted = await decoded(runs.vae)
    for (const name of ['kept', 'kept.zip', 'script']) {
      const run = await importModel(project, join(folder, name))
      expect(await decoded(run.id), name).toEqual(wanted)
      expect((await readMetrics(project, run.id)).length, name).toBe(name === 'script' ? 0 : 4)
    }
  })

  it('takes plain weights with the settings of a run, or with a config beside them', async () => {
    const { path } = await exportModel(project, runs.vae, 'safetensors', join(folder, 'whole.safetensors'))
    const plain = join(await mkdtemp(join(folder, 'plain-')), 'state.safetensors')
    await writeFile(plain, encodeSafetensors(decodeSafetensors(await readFile(path), path).tensors))
    const error = await failure(importModel(project, plain), 'input')
    expect(error.message).toMatch(/does not say what network.*--like RUN/)
    const like = await importModel(project, plain, { like: runs.vae })
    await cp(join(runFolder(project, runs.vae), 'config.json'), join(plain, '..', 'config.json'))
    const beside = await importModel(project, plain)
    const wanted = await decoded(runs.vae)
    for (const run of [like, beside]) expect(await decoded(run.id)).toEqual(wanted)
  })

  it('takes weights kept in half the bits, and says what became of them', async () => {
    const { path } = await exportModel(project, runs.vae, 'safetensors', join(folder, 'half.safetensors'))
    const { tensors, metadata } = decodeSafetensors(await readFile(path), path)
    // The upper half of each float32 is a bfloat16; the bytes lie one after the other in the order of the header.
    const header: Record<string, unknown> = { __metadata__: metadata }
    const halves = Object.values(tensors).map(({ values }) =>
      Uint16Array.from(bitsOf(values), (bits) => bits >>> 16)
    )
    let from = 0
    Object.entries(tensors).forEach(([name, { shape }], place) => {
      header[name] = { dtype: 'BF16', shape, data_offsets: [from, (from += halves[place].byteLength)] }
    })
    const json = Buffer.from(JSON.stringify(header))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(json.length))
    await writeFile(path, Buffer.concat([length, json, ...halves.map(({ buffer }) => Buffer.from(buffer))]))
    const run = await importModel(project, path)
    expect(run.note).toBe('Imported from half.safetensors, converted from bfloat16 to float32')
    const wanted = await decoded(runs.vae)
    const apart = (await decoded(run.id)).map((value, at) => Math.abs(value - wanted[at]))
    expect(Math.max(...apart)).toBeLessThanOrEqual(8)
  })

  it('can be trained further from where it is', async () => {
    const { path } = await exportModel(project, runs.vae, 'safetensors', join(folder, 'further.safetensors'))
    const run = await importModel(project, path)
    const config = {
      ...defaultRunConfig(image),
      network: { kind: 'conv' as const, filters: [4, 6], width: 12 }
    }
    await writeConfig(project, run.id, { ...config, batch: 20, epochs: run.epoch + 1 })
    await updateRun(project, run.id, { status: 'paused' })
    const after = await trainRun({ project, run: run.id, engine: engine() })
    expect(after).toMatchObject({ status: 'finished', epoch: run.epoch + 1 })
    expect(after.step).toBeGreaterThan(run.step)
  })

  it('is refused by the name of what is wrong, and leaves nothing behind', async () => {
    const { path } = await exportModel(project, runs.vae, 'safetensors', join(folder, 'good.safetensors'))
    const good = await readFile(path)
    const { tensors, metadata } = decodeSafetensors(good, path)
    const changed = (change: (copy: typeof tensors) => void) => {
      const copy = structuredClone(tensors)
      change(copy)
      return encodeSafetensors(copy, metadata)
    }
    const name = 'decoder.conv.0.weight'
    const cases: [string, Uint8Array, RegExp][] = [
      ['cut.safetensors', good.subarray(0, good.length - 100), /cut short, within decoder\.conv/],
      ['empty.safetensors', new Uint8Array(0), /cut short/],
      ['nan.safetensors', changed((t) => (t[name].values[3] = NaN)), /decoder\.conv\.0\.weight.*not finite/],
      ['less.safetensors', changed((t) => delete t[name]), /no tensor decoder\.conv\.0\.weight/],
      ['more.safetensors', changed((t) => (t.extra = t[name])), /a tensor extra, which/],
      [
        'shape.safetensors',
        changed((t) => (t[name].shape = [t[name].shape[1], t[name].shape[0], 4, 4])),
        /decoder\.conv\.0\.weight is \[4,6,4,4\], the model wants \[6,4,4,4\]/
      ],
      [
        'other.safetensors',
        encodeSafetensors(tensors, { ...metadata, image: '{"height":28,"width":28,"channels":1}' }),
        /28×28 grey images, and this project's are 16×16 grey/
      ],
      [
        'version.safetensors',
        encodeSafetensors(tensors, {
          ...metadata,
          config: metadata.config.replace('"format":1', '"format":9')
        }),
        /settings of version\.safetensors.*format.*another version/
      ],
      ['broken.zip', good, /not a whole zip/],
      ['nothing.zip', Buffer.from(await zipOf({ 'readme.txt': Buffer.from('no model') })), /holds no weights/]
    ]
    const before = (await readdir(join(project, 'runs'))).sort()
    for (const [file, bytes, message] of cases) {
      const bad = join(folder, file)
      await writeFile(bad, bytes)
      await expect(importModel(project, bad), file).rejects.toThrow(message)
    }
    expect((await readdir(join(project, 'runs'))).sort()).toEqual(before)
    expect((await listRuns(project)).every(({ status }) => status === 'finished')).toBe(true)
  })
})
