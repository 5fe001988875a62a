/** The tensorflow engine: tfjs on native TensorFlow, whose binding lies in the cache. One to a process. */
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { Engine } from '../../engine/engine.ts'
import { bindingPackage } from '../provision/compile.ts'
import { compiledEngine } from './compile.ts'
import { nvidiaName, processorDevice, threadCount } from './devices.ts'
import { registerTensorflowKernels } from './kernels.ts'

export interface TensorflowOptions {
  /** Threads one operation may use; the processors there are when left out. A bitwise repeat needs the same. */
  threads?: number
  /** Told why something could not be compiled and runs op by op. */
  line?(text: string): void
}

/** What TensorFlow reads from the environment when it starts; what a person has set stays. */
function setEnvironment(threads: number | undefined): number {
  const { env } = process
  if (threads) env.TF_NUM_INTRAOP_THREADS = String(threads)
  env.TF_NUM_INTRAOP_THREADS ??= String(threadCount())
  // Ops one after the other, each on all threads, in the thread that asks: on several threads an op of a small
  // model takes less time than handing it over.
  env.TF_NUM_INTEROP_THREADS ??= '-1'
  // Else the first process would take the whole GPU's memory.
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  return Number(env.TF_NUM_INTRAOP_THREADS)
}

/**
 * Loads tfjs-node with a binding that lies elsewhere than in its package, so that nothing is written into
 * node_modules and every checkout and package shares one installation.
 */
function requireWithBinding(binding: string): void {
  const require = createRequire(join(bindingPackage(), 'package.json'))
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean }
  // Node 23 removed it, and the package still calls it.
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  const locator = require.resolve('@mapbox/node-pre-gyp')
  const cached = require.cache[locator]
  // The package asks this module where its binding is, and nothing else.
  require.cache[locator] = Object.assign(new Module(locator), {
    loaded: true,
    exports: { find: () => binding }
  })
  try {
    require('@tensorflow/tfjs-node-gpu')
  } finally {
    if (cached) require.cache[locator] = cached
    else delete require.cache[locator]
  }
}

interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: { TF_Version: string }
}

/**
 * Makes native TensorFlow the backend of this process.
 * @param binding absolute path of the compiled binding
 * @throws whatever the dynamic linker says when it does not load
 */
export async function loadTensorflow(binding: string, options: TensorflowOptions = {}): Promise<Engine> {
  const threads = setEnvironment(options.threads)
  requireWithBinding(binding)
  await tf.setBackend('tensorflow')
  await tf.ready()
  registerTensorflowKernels()
  const backend = tf.backend() as unknown as NativeBackend
  const device = backend.isUsingGpuDevice ? await nvidiaName() : processorDevice(threads)
  return compiledEngine(
    { name: 'tensorflow', version: backend.binding.TF_Version, device, threads },
    options.line
  )
}
