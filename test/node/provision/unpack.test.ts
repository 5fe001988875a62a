import { readFileSync, statSync, truncateSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isNeeded, unpackWheel } from '../../../src/node/provision/unpack.ts'
import { tinyWheel } from './wheel.ts'

let root: string
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'latentscape-'))))
afterEach(() => rm(root, { recursive: true }))

it('takes out the libraries and the headers of the C API, and nothing else', async () => {
  const { path } = tinyWheel(join(root, 'index'))
  const seen: number[] = []
  const names = await unpackWheel(path, join(root, 'out'), { onBytes: (bytes) => seen.push(bytes) })
  expect(names.sort()).toEqual([
    'tensorflow/include/tensorflow/c/c_api.h',
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2'
  ])
  const sizes = names.map((name) => statSync(join(root, 'out', name)).size)
  expect(seen.at(-1)).toBe(sizes.reduce((sum, size) => sum + size))
  expect(readFileSync(join(root, 'out', 'tensorflow/libtensorflow_framework.so.2'), 'utf8')).toBe('another')
})

it('knows what it needs of the GPU wheels', () => {
  expect(isNeeded('nvidia/cudnn/lib/libcudnn.so.9')).toBe(true)
  expect(isNeeded('nvidia/cuda_nvcc/bin/ptxas')).toBe(true)
  expect(isNeeded('nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc')).toBe(true)
  expect(isNeeded('nvidia/cudnn/include/cudnn.h')).toBe(false)
})

it('refuses a wheel that was cut off', async () => {
  const { path, wheel } = tinyWheel(join(root, 'index'))
  truncateSync(path, wheel.bytes >> 1)
  await expect(unpackWheel(path, join(root, 'out'))).rejects.toMatchObject({ kind: 'format' })
})

it('stops when cancelled', async () => {
  const { path } = tinyWheel(join(root, 'index'))
  const abort = new AbortController()
  const unpacking = unpackWheel(path, join(root, 'out'), {
    signal: abort.signal,
    onBytes: () => abort.abort()
  })
  await expect(unpacking).rejects.toMatchObject({ kind: 'cancelled' })
  expect((await readdir(join(root, 'out', 'tensorflow'))).length).toBeLessThan(3)
})
