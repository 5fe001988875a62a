import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chooseEngine } from '../../../src/node/backends/choose.ts'
import { cacheFolder } from '../../../src/node/cache.ts'
import { doctor } from '../../../src/node/doctor.ts'
import { runCommand } from '../../../src/node/provision/command.ts'
import { engineNames } from '../../../src/shared/schemas.ts'
import { reasonToSkip } from '../../engines.ts'
import { softwareVulkan } from '../../vulkan.ts'

it('gives one engine to a process, and says in one line which and why', async () => {
  const lines: string[] = []
  const engine = await chooseEngine('wasm', { line: (line) => lines.push(line) })
  expect(lines).toEqual([expect.stringMatching(/^Engine: wasm \d.* on .*, 1 thread \(as asked\)$/)])
  expect(await chooseEngine('auto')).toBe(engine)
  await expect(chooseEngine('tensorflow')).rejects.toMatchObject({ kind: 'engine' })
})

it('tells of every engine, what is selected, and where things are', async () => {
  const diagnosis = await doctor()
  expect(diagnosis.engines.map(({ name }) => name)).toEqual([...engineNames])
  for (const { loaded, version, device, reason } of diagnosis.engines)
    expect(loaded ? version && device : reason).toBeTruthy()
  if (!reasonToSkip('tensorflow')) expect(diagnosis.engine.selected).toBe('tensorflow')
  expect(diagnosis.engine.reason.length).toBeGreaterThan(5)
  expect(diagnosis.caches).toBe(cacheFolder())
  expect(existsSync(diagnosis.caches)).toBe(true)
})

it.skipIf(!softwareVulkan())('never picks a GPU made of software by itself', async () => {
  const folder = softwareVulkan()!
  const source = new URL('../../../src/node/backends/webgpu.ts', import.meta.url).href
  const vulkan = new URL('../../vulkan.ts', import.meta.url).href
  const script = `
    const { useSoftwareVulkan } = await import(${JSON.stringify(vulkan)})
    useSoftwareVulkan(${JSON.stringify(folder)})
    const { loadWebgpu } = await import(${JSON.stringify(source)})
    console.log(await loadWebgpu().then(({ device }) => device, ({ message }) => message))`
  const result = await runCommand(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
  expect(result?.output).toContain('computes on the processor')
})

for (const name of engineNames)
  it.skipIf(reasonToSkip(name))(`a process that used ${name} ends by itself, without a crash`, async () => {
    const script = new URL('./exit.ts', import.meta.url).pathname
    const result = await runCommand(process.execPath, ['--import', 'tsx', script, name])
    expect(result).toMatchObject({ status: 0, output: expect.stringContaining(`${name} 4`) })
  })
