/** The wasm engine: tfjs on WebAssembly with SIMD, one thread; it runs everywhere. */
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { eagerEngine } from '../../engine/eager.ts'
import type { Engine } from '../../engine/engine.ts'
import { processorDevice } from './devices.ts'
import { registerFilterGradient } from './filtergradient.ts'
import { registerGradients } from './gradients.ts'

const require = createRequire(import.meta.url)

/** Makes WebAssembly the backend of this process. */
export async function loadWasm(): Promise<Engine> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist')
  wasm.setWasmPaths(folder + sep)
  if (!tf.getKernel('Conv2DBackpropFilter', 'wasm')) registerFilterGradient('wasm')
  registerGradients()
  await tf.setBackend('wasm')
  await tf.ready()
  return eagerEngine({ name: 'wasm', version: wasm.version_wasm, device: processorDevice(1), threads: 1 })
}
