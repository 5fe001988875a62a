/** The short-lived process that tries one engine: `child.ts NAME [BINDING]`. It prints one line and ends. */
import * as tf from '@tensorflow/tfjs-core'
import type { Engine } from '../../engine/engine.ts'
import type { EngineReport } from '../../shared/contract.ts'
import { toEnvelope } from '../../shared/errors.ts'
import { EngineName, parse } from '../../shared/schemas.ts'
import { answerMark } from './probes.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'

function load(name: EngineName, binding: string): Promise<Engine> {
  if (name === 'tensorflow') return loadTensorflow(binding)
  return name === 'webgpu' ? loadWebgpu() : loadWasm()
}

/** A convolution's gradient uses most of what training does: a driver that cannot compute shows it here. */
async function checkArithmetic(): Promise<void> {
  const gradient = tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([2, 8, 8, 1])
    const filter = tf.ones<tf.Rank.R4>([3, 3, 1, 4])
    return tf.grad((filter) => tf.sum(tf.conv2d(x, filter as tf.Tensor4D, 2, 'same')))(filter)
  })
  const values = await gradient.data()
  // The filter's middle sees 2 images × 4 × 4 positions, all of them ones.
  const middle = values[16]
  if (middle !== 32) throw new Error(`it computes wrongly here (${middle} instead of 32)`)
}

async function answer(): Promise<EngineReport> {
  const name = parse(EngineName, process.argv[2], 'The engine')
  try {
    const { version, device } = await load(name, process.argv[3])
    await checkArithmetic()
    return { name, loaded: true, version, device }
  } catch (error) {
    return { name, loaded: false, reason: toEnvelope(error).message.split('\n')[0] }
  }
}

process.stdout.write(`${answerMark}${JSON.stringify(await answer())}\n`, () => process.exit(0))
