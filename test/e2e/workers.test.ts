import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { TrainingEnd } from '../../src/shared/bridge.ts'
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

let running: RunningApp
let run: string

beforeAll(async () => {
  running = await launchApp()
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

async function changedPid(kind: 'explorer' | 'training', before: number): Promise<number> {
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
  const end = await told<TrainingEnd>('training.ended')
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
  const paused = await told<TrainingEnd>('training.ended', ({ record }) => record !== undefined)
  expect(paused.record?.status).toBe('paused')
  expect(paused.record!.epoch).toBeGreaterThan(cut.epoch)
  const metrics = await askExplorer(page, 'run.metrics', run)
  const epochs = metrics.filter(({ split }) => split === 'train').map(({ epoch }) => epoch)
  expect(epochs).toEqual(epochs.map((_, index) => index + 1))
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
