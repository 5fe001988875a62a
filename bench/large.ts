/** `large`: a project of a million images, made without files, and its training: how fast, in how much memory. */
import { fork } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { rowOf, table, type Row } from './report.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'

const parts = {
  make: 'making the project',
  train: 'training one epoch and encoding all',
  open: 'opening it with the latents'
}
export type LargePart = keyof typeof parts

export interface LargeTiming {
  seconds: number
  /** The most that was resident. */
  megabytes: number
}

/** In a process of its own, so that its memory is its own. */
function run(part: LargePart, folder: string, count: number): Promise<LargeTiming> {
  const script = fileURLToPath(new URL('./largepart.ts', import.meta.url))
  const child = fork(script, [part, folder, String(count)], {
    execArgv: ['--import', import.meta.resolve('tsx/esm')]
  })
  return new Promise((resolve, reject) => {
    child.on('message', (timing) => resolve(timing as LargeTiming))
    child.on('exit', (code, signal) => reject(new Error(`${part}: ended with ${signal ?? code}`)))
  })
}

/** Once: the memory is what counts, and it does not swing. */
export async function largeBench({ quick, line, print }: Settings): Promise<Row[]> {
  const count = quick ? 20_000 : 1_000_000
  const measured: [LargePart, LargeTiming][] = []
  await inTemporaryFolder(async (folder) => {
    for (const part of Object.keys(parts) as LargePart[]) {
      line(parts[part])
      measured.push([part, await run(part, path.join(folder, 'large.latent'), count)])
    }
  })
  const images = count.toLocaleString('en')
  const lines = measured.map(([part, { seconds, megabytes }]) => [
    parts[part],
    seconds.toFixed(1),
    megabytes.toFixed(0)
  ])
  print(`${table([`${images} images of 28 × 28`, 'seconds', 'most resident, MB'], lines)}\n`)
  return measured.flatMap(([part, { seconds, megabytes }]) => [
    rowOf(`${images} images, ${parts[part]}`, 'images/s', [count / seconds], {}),
    rowOf(`${images} images, ${parts[part]}: memory`, 'images/MB', [count / megabytes], {})
  ])
}
