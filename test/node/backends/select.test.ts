import { expect, it } from 'vitest'
import { selectEngine } from '../../../src/node/backends/select.ts'
import type { ProbeAnswer } from '../../../src/shared/trials.ts'

const tensorflow: ProbeAnswer = { name: 'tensorflow', loaded: true, milliseconds: 50 }
const webgpu: ProbeAnswer = { name: 'webgpu', loaded: true, milliseconds: 45 }
const wasm: ProbeAnswer = { name: 'wasm', loaded: true, milliseconds: 10 }
const without = (answer: ProbeAnswer, reason: string): ProbeAnswer => ({
  name: answer.name,
  loaded: false,
  reason
})

it('takes tensorflow unless webgpu is clearly faster', () => {
  expect(selectEngine([tensorflow, webgpu, wasm]).selected).toBe('tensorflow')
  expect(selectEngine([tensorflow, { ...webgpu, milliseconds: 30 }, wasm])).toEqual({
    selected: 'webgpu',
    reason: 'a training step takes 50.0 ms, with webgpu 30.0 ms'
  })
})

it('takes tensorflow where the engines were not timed', () => {
  expect(selectEngine([tensorflow, { ...webgpu, milliseconds: undefined }]).selected).toBe('tensorflow')
})

it('takes what loads, and says why the others did not', () => {
  expect(selectEngine([without(tensorflow, 'no pip'), webgpu]).selected).toBe('webgpu')
  expect(selectEngine([without(tensorflow, 'no pip'), without(webgpu, 'no GPU'), wasm])).toEqual({
    selected: 'wasm',
    reason: 'tensorflow: no pip; webgpu: no GPU'
  })
  expect(selectEngine([without(tensorflow, 'no pip')])).toEqual({
    selected: undefined,
    reason: 'tensorflow: no pip'
  })
})
