/** Workers as plain Node processes, and small collections of images for them. */
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCanvas } from '@napi-rs/canvas'
import { rpcClient } from '../../src/shared/rpc.ts'
import type { Client, RequestMap } from '../../src/shared/rpc.ts'
import { processWire } from '../../src/shared/wire.ts'

export interface Forked<R extends RequestMap<R>, E> {
  client: Client<R, E>
  pid: number
  kill(): void
}

/** Starts src/worker/NAME.ts. */
export function forkWorker<R extends RequestMap<R>, E>(name: 'explorer' | 'training'): Forked<R, E> {
  const program = fileURLToPath(new URL('../../bin/program.mjs', import.meta.url))
  const child = fork(program, [`worker/${name}.ts`], { execArgv: [], serialization: 'advanced' })
  return { client: rpcClient<R, E>(processWire(child)), pid: child.pid!, kill: () => child.kill('SIGKILL') }
}

export const temporaryFolder = (): string => mkdtempSync(path.join(tmpdir(), 'latentscape-worker-'))

/** Grey 16×16 images: discs or bars of many sizes, a folder for each. @returns the folder above */
export function shapes(folder: string, each: number): string {
  const images = path.join(folder, 'shapes')
  for (const label of ['bar', 'disc']) {
    mkdirSync(path.join(images, label), { recursive: true })
    for (let number = 0; number < each; number++) {
      const canvas = createCanvas(16, 16)
      const context = canvas.getContext('2d')
      context.fillStyle = '#000'
      context.fillRect(0, 0, 16, 16)
      context.fillStyle = '#fff'
      const size = 2 + (12 * number) / each
      if (label === 'bar') context.fillRect(1, 8 - size / 2, 14, size)
      else {
        context.arc(8, 8, size / 2, 0, 2 * Math.PI)
        context.fill()
      }
      writeFileSync(path.join(images, label, `${number}.png`), canvas.toBuffer('image/png'))
    }
  }
  return images
}
