/** Our executors and the peers as servers that train one workload after the other. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contestant } from './rounds.ts'
import { Server } from './server.ts'
import { generateImages, type Workload } from './workloads.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const scripts: Record<string, string[]> = {
  PyTorch: ['torch_step.py', 'eager'],
  'PyTorch compiled': ['torch_step.py', 'compile'],
  'tf.function': ['tensorflow_step.py', 'function', 'graph'],
  'tf.function XLA': ['tensorflow_step.py', 'function', 'xla'],
  Keras: ['tensorflow_step.py', 'keras', 'graph'],
  'Keras XLA': ['tensorflow_step.py', 'keras', 'xla'],
  JAX: ['jax_step.py']
}
export type PeerName = keyof typeof scripts
export const peerNames = Object.keys(scripts)

/** Our executors, as contestants are named. */
export const executors = ['compiled', 'xla'] as const

export const ourServer = (executor: (typeof executors)[number]): Server =>
  new Server(`ours, ${executor}`, process.execPath, ['--import', 'tsx', here('ours.ts'), executor])

/** A peer's server; without a GPU in its sight, as ours. */
export const peerServer = (python: string, peer: PeerName): Server =>
  new Server(peer, python, [here(path.join('peers', scripts[peer][0])), ...scripts[peer].slice(1)], {
    CUDA_VISIBLE_DEVICES: '',
    JAX_PLATFORMS: 'cpu'
  })

interface Timing {
  seconds: number
  loss: number
}

export interface TrainingOptions {
  /** Seconds one turn should take. */
  seconds: number
  /** A folder for the images. */
  folder: string
}

/** Enough to be compiled and at full speed. */
const warmUp = 30

/** Steps after which the losses are compared. */
const compared = 150

/** Images in memory, gone through again and again. */
const images = 4096

/**
 * Loads a workload into every server and warms it up.
 * @returns contestants whose figure is steps a second
 * @throws Error when one of them does not learn what the others learn
 */
export async function trainingContestants(
  servers: Server[],
  workload: Workload,
  { seconds, folder }: TrainingOptions
): Promise<Contestant[]> {
  const pixels = path.join(folder, `images-${workload.side}.u8`)
  writeFileSync(pixels, generateImages(images, workload.side))
  const contestants: Contestant[] = []
  const losses: [string, number][] = []
  for (const server of servers) {
    await server.request({ op: 'load', workload, pixels })
    await server.request<Timing>({ op: 'run', steps: warmUp })
    const trial = await server.request<Timing>({ op: 'run', steps: warmUp })
    const steps = Math.max(5, Math.round((seconds * warmUp) / trial.seconds))
    // All of them as far, to compare what they learnt.
    const { loss } = await server.request<Timing>({ op: 'run', steps: compared - 2 * warmUp })
    losses.push([server.name, loss])
    const processor: number[] = []
    const measure = async () => {
      const before = server.processorSeconds()
      const { seconds } = await server.request<Timing>({ op: 'run', steps })
      const after = server.processorSeconds()
      if (before !== undefined && after !== undefined) processor.push((1000 * (after - before)) / steps)
      return steps / seconds
    }
    contestants.push({ name: server.name, measure, processor })
  }
  checkLosses(losses)
  return contestants
}

/** The same model on the same images loses about the same after as many steps, whatever its first weights. */
export function checkLosses(losses: [string, number][]): void {
  const values = losses.map(([, loss]) => loss)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  if (most <= 1.5 * least) return
  const told = losses.map(([name, loss]) => `${name} ${loss.toFixed(2)}`).join(', ')
  throw new Error(`Not the same work: after ${compared} steps the losses are ${told}`)
}
