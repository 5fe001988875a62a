/** Which of the engines that load is the one to take. */
import type { EngineName } from '../../shared/schemas.ts'
import type { ProbeAnswer } from '../../shared/trials.ts'
import { inWords } from '../../shared/problems.ts'

/** How much faster another engine must be to be taken instead of tensorflow, which gives bitwise repeats. */
const advantage = 1.25

/**
 * tensorflow, unless webgpu is known to train clearly faster; wasm where neither loads.
 * @returns the engine, and why in words; none when nothing loads
 */
export function selectEngine(answers: ProbeAnswer[]): { selected?: EngineName; reason: string } {
  const loaded = (name: EngineName): ProbeAnswer | undefined =>
    answers.find((answer) => answer.name === name && answer.loaded)
  const failures = answers.filter((answer) => !answer.loaded).map(({ name, reason }) => `${name}: ${reason}`)
  const [tensorflow, webgpu, wasm] = [loaded('tensorflow'), loaded('webgpu'), loaded('wasm')]
  if (tensorflow?.milliseconds && webgpu?.milliseconds) {
    const [first, second] = [tensorflow.milliseconds, webgpu.milliseconds]
    const times = inWords('engine-times', { first: first.toFixed(1), second: second.toFixed(1) })
    return { selected: first > advantage * second ? 'webgpu' : 'tensorflow', reason: times }
  }
  if (tensorflow) return { selected: 'tensorflow', reason: inWords('engine-native') }
  const selected = (webgpu ?? wasm)?.name
  return { selected, reason: failures.join('; ') || inWords(selected ? 'engine-loads' : 'engine-untried') }
}
