/** The webgpu engine: tfjs on any vendor's GPU, through Dawn. */
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { eagerEngine } from '../../engine/eager.ts'
import type { Engine } from '../../engine/engine.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { registerGradients } from './gradients.ts'

const require = createRequire(import.meta.url)

export interface WebgpuOptions {
  /** Take an adapter that computes on the processor; the tests do, nothing else should: wasm is faster. */
  allowSoftware?: boolean
}

/** Whether the environment asks for a software adapter. */
export function softwareAllowed(): boolean {
  return process.env.LATENTSCAPE_ALLOW_SOFTWARE_GPU === '1'
}

/** Zeros shared memory by a loop in the shader: a software adapter takes twice as long with Vulkan's extension. */
const forSoftware = 'disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension'

const softwareNames = /swiftshader|llvmpipe|lavapipe|software|basic render|\bwarp\b|\bcpu\b/i

/**
 * Makes WebGPU the backend of this process.
 * @throws AppError 'engine' when there is no GPU, or only one made of software
 */
export async function loadWebgpu(options: WebgpuOptions = {}): Promise<Engine> {
  const { create, globals } = await import('webgpu').catch((error: Error) => {
    throw new AppError('engine', said('webgpu-binary', { reason: error.message }))
  })
  Object.assign(globalThis, globals)
  const allowSoftware = options.allowSoftware ?? softwareAllowed()
  const gpu = create(allowSoftware ? [forSoftware] : [])
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter)
    throw new AppError('engine', said(process.platform === 'linux' ? 'webgpu-none-linux' : 'webgpu-none'))
  const { description, device: model, vendor, architecture } = adapter.info
  const name = description || model || [vendor, architecture].filter(Boolean).join(' ') || 'GPU'
  const software = adapter.info.isFallbackAdapter || softwareNames.test(`${name} ${architecture}`)
  if (software && !allowSoftware) throw new AppError('engine', said('webgpu-software', { name }))
  registerGradients()
  provideNavigator(gpu)
  const backend = await makeBackend(adapter)
  if (!tf.findBackendFactory('webgpu')) tf.registerBackend('webgpu', () => backend, 3)
  await tf.setBackend('webgpu')
  await tf.ready()
  const { version } = require('webgpu/package.json') as { version: string }
  return eagerEngine({ name: 'webgpu', version, device: name, threads: 1 })
}

/** tfjs asks a browser's navigator whether there is WebGPU; Node 20 has no navigator at all. */
function provideNavigator(gpu: GPU): void {
  const scope = globalThis as { navigator?: object }
  scope.navigator ??= { userAgent: 'Node.js' }
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true })
}

/** As the package itself does it, but on the adapter that was looked at. */
async function makeBackend(adapter: GPUAdapter): Promise<tf.KernelBackend> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  const { limits } = adapter
  const device = await adapter.requestDevice({
    requiredFeatures: (['timestamp-query'] as const).filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup
    }
  })
  return new WebGPUBackend(device, adapter.info)
}
