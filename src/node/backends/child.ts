/**
 * The short-lived process that tries one engine on a model: `child.ts NAME [BINDING]`, the work as JSON on standard
 * input. It prints one line and ends.
 */
import { text } from 'node:stream/consumers'
import type { Engine } from '../../engine/engine.ts'
import { toEnvelope } from '../../shared/errors.ts'
import { EngineName, parse } from '../../shared/schemas.ts'
import type { ProbeAnswer } from './answers.ts'
import { answerMark } from './mark.ts'
import { loadTensorflow } from './tensorflow.ts'
import { stepMilliseconds, type Work } from './timing.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'

function load(name: EngineName, binding: string): Promise<Engine> {
  if (name === 'tensorflow') return loadTensorflow(binding)
  return name === 'webgpu' ? loadWebgpu() : loadWasm()
}

async function answer(): Promise<ProbeAnswer> {
  const name = parse(EngineName, process.argv[2], 'The engine')
  const work = JSON.parse(await text(process.stdin)) as Work
  try {
    const engine = await load(name, process.argv[3])
    const { version, device } = engine
    // Real training steps: a driver that computes wrongly, or not at all, shows it here.
    return { name, loaded: true, version, device, milliseconds: await stepMilliseconds(engine, work) }
  } catch (error) {
    return { name, loaded: false, reason: toEnvelope(error).message.split('\n')[0] }
  }
}

process.stdout.write(`${answerMark}${JSON.stringify(await answer())}\n`, () => process.exit(0))
