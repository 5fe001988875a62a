import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { cacheFolder } from '../../src/node/cache.ts'
import { provisionTensorflow } from '../../src/node/provision/tensorflow.ts'
import { readEnvironment } from '../../src/node/runs.ts'
import type { TrainingEnd } from '../../src/shared/bridge.ts'
import type { ProbeAnswer, Trial } from '../../src/shared/trials.ts'
import { softwareVulkan } from '../vulkan.ts'
import { shapes } from '../worker/workers.ts'
import { launchApp, temporaryFolder, workerPid } from './harness.ts'
import type { RunningApp } from './harness.ts'
import { askExplorer } from './ports.ts'

const folder = temporaryFolder()
const out = path.join(folder, 'shapes.latent')
const config = defaultRunConfig(
  { height: 16, width: 16, channels: 1 },
  {
    network: { kind: 'mlp', width: 32, depth: 1 },
    likelihood: { kind: 'bernoulli' },
    optimizer: { kind: 'adam', learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    epochs: 10_000,
    batch: 16,
    seed: 7
  }
)

/** Electron carries a GPU made of software: with it two engines may win, as on a machine that has a GPU. */
const vulkan = softwareVulkan()
const cache = path.join(folder, 'cache')
const environment = {
  LATENTSCAPE_CACHE: cache,
  LATENTSCAPE_ALLOW_SOFTWARE_GPU: '1',
  VK_DRIVER_FILES: path.join(vulkan ?? '', 'vk_swiftshader_icd.json'),
  // Dawn asks for the loader by its name alone.
  LD_LIBRARY_PATH: vulkan ?? ''
}
/** What is remembered of engines. */
const answers = (): ProbeAnswer[] => {
  const probes = path.join(cache, 'probes')
  const files = readdirSync(probes).filter((name) => name.endsWith('.json'))
  return files.map((name) => JSON.parse(readFileSync(path.join(probes, name), 'utf8')) as ProbeAnswer)
}

let running: RunningApp
let run: string

beforeAll(async () => {
  if (vulkan) {
    // Nothing is known of the engines yet, while what was provisioned is there.
    mkdirSync(cache, { recursive: true })
    for (const name of ['tensorflow', 'executors']) {
      mkdirSync(path.join(cacheFolder(), name), { recursive: true })
      symlinkSync(path.join(cacheFolder(), name), path.join(cache, name))
    }
  }
  running = await launchApp(vulkan ? { environment } : {})
  await running.page.evaluate(() => {
    const heard: unknown[][] = []
    Object.assign(window, { heard })
    window.latentscape.onEvent((name, value) => heard.push([name, value]))
  })
})
afterAll(async () => {
  await running.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Waits until main has told something of this name, and takes it off the list. */
async function told<Value>(name: string, matches: (value: Value) => boolean = () => true): Promise<Value> {
  for (;;) {
    const values = await running.page.evaluate(
      (name) =>
        (window as unknown as { heard: [string, never][] }).heard
          .filter(([n]) => n === name)
          .map((e) => e[1]),
      name
    )
    const found = (values as Value[]).find(matches)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function changedPid(kind: 'explorer' | 'training' | 'trial', before: number): Promise<number> {
  for (;;) {
    const pid = await workerPid(running.app, kind)
    if (pid !== undefined && pid !== before) return pid
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('requests go straight to the explorer and answers come back', async () => {
  const { page } = running
  const reports = await askExplorer(page, 'engine.report')
  expect(reports.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu', 'wasm'])
  const images = shapes(folder, 60)
  const summary = await askExplorer(page, 'project.import', [images], out, { size: 16 })
  expect(summary.dataset.count).toBe(120)
  await expect(askExplorer(page, 'dataset.pixels', [500])).rejects.toMatchObject({ kind: 'missing' })
  await expect(askExplorer(page, 'dataset.pixels', 'all' as never)).rejects.toMatchObject({ kind: 'input' })
})

test('an explorer that is killed is there again, with the project open', async () => {
  const { app, page } = running
  const pid = (await workerPid(app, 'explorer'))!
  process.kill(pid, 'SIGKILL')
  expect(await changedPid('explorer', pid)).not.toBe(pid)
  await told<{ state: string }>('explorer', ({ state }) => state === 'restarting')
  const summary = await askExplorer(page, 'project.summary')
  expect([summary.path, summary.dataset.count]).toEqual([out, 120])
})

test.skipIf(!vulkan)('an engine that ends its process is passed over, and the training goes on', async () => {
  const { app, page } = running
  const { id } = await askExplorer(page, 'run.create', config, 'Cut short')
  await page.evaluate(
    ([project, run]) => window.latentscape.invoke('training.start', [project, run]),
    [out, id]
  )
  // The GPU's comes first: if it did not load, nothing would be left to time.
  process.kill(await changedPid('trial', 0), 'SIGKILL')
  const epoch = async () => (await askExplorer(page, 'project.summary')).runs[0].epoch
  while ((await epoch()) < 1) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(answers()).toEqual([
    expect.objectContaining({
      name: 'webgpu',
      loaded: false,
      crashed: true,
      reason: expect.stringContaining('SIGKILL')
    })
  ])
  expect(await workerPid(app, 'trial')).toBeUndefined()
  await page.evaluate((run) => window.latentscape.invoke('training.pause', [run]), id)
  await told<TrainingEnd>('training.ended', (end) => end.run === id)
  expect((await readEnvironment(out, id))?.engine).toBe('tensorflow')
  rmSync(path.join(cache, 'probes'), { recursive: true })
})

test('a training that is killed is told in words and goes on from its checkpoint', async () => {
  const { page } = running
  run = (await askExplorer(page, 'run.create', config, 'Long')).id
  const start = () =>
    page.evaluate(([project, run]) => window.latentscape.invoke('training.start', [project, run]), [out, run])
  await start()
  const pid = await changedPid('training', 0)
  const epoch = async () => (await askExplorer(page, 'project.summary')).runs[0].epoch
  while ((await epoch()) < 3) await new Promise((resolve) => setTimeout(resolve, 50))
  process.kill(pid, 'SIGKILL')
  const end = await told<TrainingEnd>('training.ended', (end) => end.run === run)
  expect(end).toMatchObject({ run, problem: { kind: 'lost' } })
  expect(end.problem?.message).toMatch(/checkpoint is safe/)
  const [cut] = (await askExplorer(page, 'project.summary')).runs
  expect(cut.status).toBe('paused')

  await start()
  await changedPid('training', pid)
  while ((await epoch()) <= cut.epoch) await new Promise((resolve) => setTimeout(resolve, 50))
  const decoded = await askExplorer(page, 'decode', run, new Float32Array(2))
  expect(decoded).toMatchObject({ count: 1, height: 16, width: 16 })
  await page.evaluate((run) => window.latentscape.invoke('training.pause', [run]), run)
  const paused = await told<TrainingEnd>(
    'training.ended',
    (end) => end.run === run && end.record !== undefined
  )
  expect(paused.record?.status).toBe('paused')
  expect(paused.record!.epoch).toBeGreaterThan(cut.epoch)
  const metrics = await askExplorer(page, 'run.metrics', run)
  const epochs = metrics.filter(({ split }) => split === 'train').map(({ epoch }) => epoch)
  expect(epochs).toEqual(epochs.map((_, index) => index + 1))
})

test.skipIf(!vulkan)('that training tried the GPU first, and both engines only if that trains', async () => {
  const found = answers()
  // Electron refuses the buffers that Dawn's binding makes, so that its engine loads there and yet does not train.
  const trains = found.some(({ name, milliseconds }) => name === 'webgpu' && milliseconds !== undefined)
  const names = found.map(({ name }) => name).sort()
  expect(names).toEqual(trains ? ['tensorflow', 'webgpu', 'webgpu'] : ['webgpu'])
  const { engine } = (await readEnvironment(out, run))!
  expect(trains ? ['tensorflow', 'webgpu'] : ['tensorflow']).toContain(engine)
})

test('engines are timed in utility processes', async () => {
  const entry = fileURLToPath(new URL('../../out/main/child.js', import.meta.url))
  const { binding } = await provisionTensorflow()
  const image = { height: 16, width: 16, channels: 1 }
  for (const name of ['tensorflow', 'wasm'] as const) {
    const trial: Trial = { name, binding, work: { config, image } }
    const answer = await running.app.evaluate(
      ({ utilityProcess }, { entry, trial }) => {
        const child = utilityProcess.fork(entry)
        child.postMessage(trial)
        return new Promise((resolve) => {
          child.once('message', (answer: unknown) => (child.kill(), resolve(answer)))
          child.once('exit', (code) => resolve(code))
        })
      },
      { entry, trial }
    )
    expect(answer).toMatchObject({ name, loaded: true, milliseconds: expect.any(Number) })
  }
})

test('closing the window writes a checkpoint first', async () => {
  const { app, page, userData } = running
  await page.evaluate(
    ([project, run]) => window.latentscape.invoke('training.start', [project, run]),
    [out, run]
  )
  await changedPid('training', 0)
  await told<{ state: string }[]>('training.jobs', (jobs) => jobs[0]?.state === 'training')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close()).catch(() => {})
  await new Promise((resolve) => app.process().once('exit', resolve))
  running = await launchApp({ userData })
  const summary = await askExplorer(running.page, 'project.open', out)
  expect(summary.runs[0].status).toBe('paused')
})
