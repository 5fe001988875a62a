/**
 * Runs the same tests on every engine that loads, with the engine's name in their titles. tfjs holds several
 * backends in one process, so one test file can go through all of them, one after the other.
 */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, describe } from 'vitest'
import type { Engine } from '../src/engine/engine.ts'
import { loadTensorflow } from '../src/node/backends/tensorflow.ts'
import { loadWasm } from '../src/node/backends/wasm.ts'
import { loadWebgpu } from '../src/node/backends/webgpu.ts'
import { provisionTensorflow } from '../src/node/provision/tensorflow.ts'
import { engineNames, type EngineName } from '../src/shared/schemas.ts'
import { softwareVulkan, softwareVulkanMissing, useSoftwareVulkan } from './vulkan.ts'

const loaders: Record<EngineName, () => Promise<Engine>> = {
  tensorflow: async () => loadTensorflow((await provisionTensorflow()).binding),
  wasm: () => loadWasm(),
  async webgpu() {
    useSoftwareVulkan(softwareVulkan()!)
    return await loadWebgpu({ allowSoftware: true })
  }
}

const loaded = new Map<EngineName, Promise<Engine>>()

/** Loads an engine and makes it the one that computes. */
export async function useEngine(name: EngineName): Promise<Engine> {
  const loading = loaded.get(name) ?? loaders[name]()
  loaded.set(name, loading)
  const engine = await loading
  await tf.setBackend(name)
  return engine
}

/** Why an engine cannot be tested here; undefined means that it must load, and its tests fail if it does not. */
export function reasonToSkip(name: EngineName): string | undefined {
  if (name === 'webgpu') return softwareVulkan() ? undefined : softwareVulkanMissing
  const wheels = ['linux-x64', 'linux-arm64', 'darwin-arm64']
  if (name === 'tensorflow' && !wheels.includes(`${process.platform}-${process.arch}`))
    return 'native TensorFlow is provisioned from the wheel on Linux and macOS only'
  return undefined
}

/**
 * Registers tests: `engine()` is the engine inside them. By the name a test can take fewer cases on webgpu, whose
 * software driver compiles each kernel for a tenth of a second; one of each kind has to stay.
 */
type Body = (engine: () => Engine, name: EngineName) => void

/** Tests for one engine. */
export function describeEngine(name: EngineName, title: string, body: Body): void {
  const reason = reasonToSkip(name)
  describe.skipIf(reason)(`${title} [${name}]${reason ? ` (${reason})` : ''}`, () => {
    let engine: Engine
    beforeAll(async () => {
      engine = await useEngine(name)
    })
    beforeEach(async () => {
      await tf.setBackend(name)
    })
    body(() => engine, name)
  })
}

/** The same tests for several engines, all of them when none are named. */
export function describeEngines(title: string, body: Body, names: readonly EngineName[] = engineNames): void {
  for (const name of names) describeEngine(name, title, body)
}
