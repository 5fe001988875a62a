import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eagerEngine } from '../../../src/engine/eager.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { defaultRunConfig } from '../../../src/engine/presets.ts'
import { chooseExecutor } from '../../../src/node/backends/executor.ts'
import { describeEngine } from '../../engines.ts'

const image = { height: 16, width: 16, channels: 1 }
const config = defaultRunConfig(image, { network: { kind: 'mlp', width: 16, depth: 1 }, batch: 8 })

describeEngine('tensorflow', 'the choice of an executor', (engine) => {
  let folder: string
  const before = process.env.LATENTSCAPE_CACHE
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latentscape-executor-'))
    process.env.LATENTSCAPE_CACHE = folder
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.LATENTSCAPE_CACHE
    else process.env.LATENTSCAPE_CACHE = before
    await rm(folder, { recursive: true })
  })

  it('is the usual one for a short run, and for an engine with one way, and nothing is timed', async () => {
    expect(await chooseExecutor(engine(), config, image, 10)).toBe('compiled')
    expect(await chooseExecutor(eagerEngine(engine()), config, image, 1e6)).toBe('eager')
    expect(await readdir(folder)).toEqual([])
  })

  it('is the faster one by what is measured, and remembered for the same work only', async () => {
    const loads: (string | undefined)[] = []
    const counted: Engine = {
      ...engine(),
      load(variables, functions, executor) {
        loads.push(executor)
        return engine().load(variables, functions, executor)
      }
    }
    const chosen = await chooseExecutor(counted, config, image, 1e6)
    expect(loads).toEqual(['compiled', 'xla'])
    const [file] = await readdir(join(folder, 'executors'))
    const { milliseconds } = JSON.parse(await readFile(join(folder, 'executors', file), 'utf8'))
    expect(milliseconds[chosen]).toBe(Math.min(milliseconds.compiled, milliseconds.xla))
    expect(await chooseExecutor(counted, config, image, 2000)).toBe(chosen)
    expect(await chooseExecutor(counted, config, image, 10)).toBe('compiled')
    expect(loads.length).toBe(2)
    await chooseExecutor(counted, { ...config, batch: 4 }, image, 1e6)
    expect(loads.length).toBe(4)
  })
})
