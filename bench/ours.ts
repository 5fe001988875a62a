/** Our own engine as a contestant: `ours.ts compiled|xla`, a server of steps, matrix products and imports. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import * as tf from '@tensorflow/tfjs-core'
import type { Engine, Executor, Program } from '../src/engine/engine.ts'
import { maskOf } from '../src/engine/inference.ts'
import { buildModel } from '../src/engine/models/build.ts'
import { initialVariables } from '../src/engine/networks/parameters.ts'
import { optimizerRule } from '../src/engine/optimizers.ts'
import { normals } from '../src/engine/random.ts'
import { trainingFunctions } from '../src/engine/trainer.ts'
import { loadTensorflow } from '../src/node/backends/tensorflow.ts'
import { importImages } from '../src/node/import.ts'
import { provisionTensorflow } from '../src/node/provision/tensorflow.ts'
import type { ImportOptions } from '../src/shared/schemas.ts'
import { configOf, imageOf, type Workload } from './workloads.ts'

interface Requests {
  load: { workload: Workload; pixels: string }
  run: { steps: number }
  multiply: { size: number; times: number }
  import: { inputs: string[]; out: string; options: ImportOptions }
}

/** What a training run does each step, on images that lie in memory. */
class Steps {
  private step = 0
  loss = NaN

  private constructor(
    private readonly workload: Workload,
    private readonly images: Uint8Array,
    private readonly program: Program
  ) {}

  static async load(engine: Engine, executor: Executor, workload: Workload, images: Uint8Array) {
    const config = configOf(workload)
    const model = buildModel(config, imageOf(workload))
    const variables = initialVariables(model.parameters, config.seed)
    const program = await engine.load(variables, trainingFunctions(config, model), executor)
    if (program.executor !== executor) throw new Error(`It runs as ${program.executor}, not as ${executor}`)
    return new Steps(workload, images, program)
  }

  async run(steps: number): Promise<void> {
    const { batch, latent, side } = this.workload
    const optimizer = optimizerRule(configOf(this.workload).optimizer)
    const size = batch * side * side
    const batches = Math.floor(this.images.length / size)
    for (let done = 0; done < steps; done++) {
      const offset = (this.step % batches) * size
      const scalars = Object.entries(optimizer.scalarsAt(this.step))
      const outputs = await this.program.run('train', {
        pixels: this.images.subarray(offset, offset + size),
        noise: normals(batch * latent, 0, 'posterior', this.step),
        mask: maskOf(batch, batch),
        ...Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
      })
      this.step++
      this.loss = outputs.loss[0]
    }
  }

  dispose(): void {
    this.program.dispose()
  }
}

const executor = process.argv[2] as 'compiled' | 'xla'
let engine: Engine | undefined
let steps: Steps | undefined

async function theEngine(): Promise<Engine> {
  engine ??= await loadTensorflow((await provisionTensorflow()).binding, {
    line: (text) => console.error(text)
  })
  return engine
}

async function timed(work: () => Promise<void>): Promise<{ seconds: number }> {
  const began = performance.now()
  await work()
  return { seconds: (performance.now() - began) / 1000 }
}

const handlers: { [Name in keyof Requests]: (request: Requests[Name]) => Promise<object> } = {
  async load({ workload, pixels }) {
    steps?.dispose()
    steps = await Steps.load(await theEngine(), executor, workload, new Uint8Array(readFileSync(pixels)))
    return {}
  },
  run: async ({ steps: count }) => ({ ...(await timed(() => steps!.run(count))), loss: steps!.loss }),
  async multiply({ size, times }) {
    await theEngine()
    const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])]
    const multiply = () => tf.tidy(() => void tf.matMul(a, b).dataSync())
    multiply()
    const answer = await timed(async () => {
      for (let i = 0; i < times; i++) multiply()
    })
    tf.dispose([a, b])
    return answer
  },
  async import({ inputs, out, options }) {
    let images = 0
    const answer = await timed(async () => {
      const result = await importImages(inputs, out, options)
      images = result.images
      await result.project.close()
    })
    await rm(out, { recursive: true, force: true })
    return { ...answer, images }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...request } = JSON.parse(line) as { op: keyof Requests }
  try {
    console.log(JSON.stringify(await handlers[op](request as never)))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }))
  }
}
// The native runtime's threads would keep the process.
process.exit(0)
