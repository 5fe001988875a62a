/**
 * The short-lived process that tries one engine on a model: it gets a trial as its first message and answers with
 * one. Node forks it; the app starts it as a utility process.
 */
import { setPriority } from 'node:os'
import type { Engine } from '../../engine/engine.ts'
import { toEnvelope } from '../../shared/errors.ts'
import { parse } from '../../shared/schemas.ts'
import { Trial, type ProbeAnswer } from '../../shared/trials.ts'
import { loadTensorflow } from './tensorflow.ts'
import { stepMilliseconds } from './timing.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'

/** Electron's way to the process that started this one. */
interface ParentPort {
  once(event: 'message', listener: (message: { data: unknown }) => void): unknown
  postMessage(message: unknown): void
}
const port = (process as { parentPort?: ParentPort }).parentPort

function load({ name, binding }: Trial): Promise<Engine> {
  if (name === 'tensorflow') return loadTensorflow(binding!)
  return name === 'webgpu' ? loadWebgpu() : loadWasm()
}

async function answer(trial: Trial): Promise<ProbeAnswer> {
  const { name, work } = trial
  try {
    const engine = await load(trial)
    const { version, device } = engine
    // Real training steps: a driver that computes wrongly, or not at all, shows it here.
    return { name, loaded: true, version, device, milliseconds: await stepMilliseconds(engine, work) }
  } catch (error) {
    return { name, loaded: false, reason: toEnvelope(error).message.split('\n')[0] }
  }
}

// It gives way to the window, as the training will. A child of Node's has its parent's place already.
if (port) setPriority(10)
process.once('disconnect', () => process.exit(1))
const first = await new Promise<unknown>((resolve) => {
  if (port) port.once('message', ({ data }) => resolve(data))
  else process.once('message', resolve)
})
const found = await answer(parse(Trial, first, 'The trial'))
// In the app main ends it: what is posted just before the end might not arrive.
if (port) port.postMessage(found)
else process.send!(found, () => process.exit(0))
