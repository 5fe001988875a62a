import { expect, it } from 'vitest'
import { defaultRunConfig } from '../../../src/engine/presets.ts'
import { timeRivals } from '../../../src/node/backends/rivals.ts'
import { selectEngine } from '../../../src/node/backends/select.ts'
import { engineNames, type EngineName } from '../../../src/shared/schemas.ts'
import type { ProbeAnswer, Work } from '../../../src/shared/trials.ts'

const image = { height: 4, width: 4, channels: 1 }
const work: Work = { config: defaultRunConfig(image), image }

const timed = (name: EngineName, milliseconds: number): ProbeAnswer => ({ name, loaded: true, milliseconds })
const failed = (name: EngineName): ProbeAnswer => ({ name, loaded: false, reason: 'no' })

/** What each engine answers when it is tried on the default model, and then on the one that is to be trained. */
async function timing(
  reports: ProbeAnswer[],
  answers: Partial<Record<EngineName, [ProbeAnswer | undefined, ProbeAnswer]>>
): Promise<{ tried: string[]; reports: ProbeAnswer[] }> {
  const tried: string[] = []
  const examined = engineNames.slice(0, reports.length).map((name) => ({
    tried:
      answers[name] &&
      ((model?: Work) => {
        tried.push(`${name} on ${model ? 'the' : 'a'} model`)
        return Promise.resolve(answers[name]![model ? 1 : 0]!)
      })
  }))
  await timeRivals(work, examined, reports)
  return { tried, reports }
}
/** As the app begins: nothing was tried yet. */
const untried = (): ProbeAnswer[] => [
  { name: 'tensorflow', loaded: true },
  { name: 'webgpu', loaded: true }
]

it('times nothing where there is no GPU', async () => {
  const { tried, reports } = await timing(untried(), {
    tensorflow: [undefined, timed('tensorflow', 5)],
    webgpu: [failed('webgpu'), failed('webgpu')]
  })
  expect(tried).toEqual(['webgpu on a model'])
  expect(selectEngine(reports).selected).toBe('tensorflow')
})

it('times nothing where only one loads', async () => {
  const reports = [failed('tensorflow'), timed('webgpu', 4), { name: 'wasm' as const, loaded: true }]
  expect(await timing(reports, { webgpu: [undefined, timed('webgpu', 3)] })).toEqual({ tried: [], reports })
})

it('goes by the model and not by the default one', async () => {
  const { tried, reports } = await timing([timed('tensorflow', 2), timed('webgpu', 9)], {
    tensorflow: [undefined, timed('tensorflow', 90)],
    webgpu: [undefined, timed('webgpu', 30)]
  })
  expect(tried).toEqual(['tensorflow on the model', 'webgpu on the model'])
  expect(selectEngine(reports)).toMatchObject({ selected: 'webgpu', reason: expect.stringContaining('90.0') })
})

it('passes over an engine that fails at the model, unless all do', async () => {
  const before = [timed('tensorflow', 9), timed('webgpu', 2)]
  const one = await timing([...before], {
    tensorflow: [undefined, timed('tensorflow', 9)],
    webgpu: [undefined, failed('webgpu')]
  })
  expect(selectEngine(one.reports).selected).toBe('tensorflow')
  const none = await timing([...before], {
    tensorflow: [undefined, failed('tensorflow')],
    webgpu: [undefined, failed('webgpu')]
  })
  expect(none.reports).toEqual(before)
})

it('changes nothing where nobody can start a child', async () => {
  const { reports } = await timing(untried(), {
    tensorflow: [untried()[0], untried()[0]],
    webgpu: [untried()[1], untried()[1]]
  })
  expect(reports).toEqual(untried())
})
