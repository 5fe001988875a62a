/** `steps`: a hundred thousand steps of a tiny model in one process: how fast, and that its memory stays flat. */
import { buildModel } from '../src/engine/models/build.ts'
import { initialVariables } from '../src/engine/networks/parameters.ts'
import { optimizerRule } from '../src/engine/optimizers.ts'
import { stepInputs } from '../src/engine/step.ts'
import { trainingFunctions } from '../src/engine/trainer.ts'
import { loadTensorflow } from '../src/node/backends/tensorflow.ts'
import { provisionTensorflow } from '../src/node/provision/tensorflow.ts'
import { executors } from './contestants.ts'
import { rowOf, table, type Row } from './report.ts'
import type { Settings } from './settings.ts'
import { configOf, generateImages, imageOf, tinyWorkload } from './workloads.ts'

const parts = 10

const resident = () => process.memoryUsage.rss() / 1e6

export async function stepsBench({ quick, line, print }: Settings): Promise<Row[]> {
  const total = quick ? 5_000 : 100_000
  const engine = await loadTensorflow((await provisionTensorflow()).binding, { line })
  const config = configOf(tinyWorkload)
  const model = buildModel(config, imageOf(tinyWorkload))
  const optimizer = optimizerRule(config.optimizer)
  const { batch, side } = tinyWorkload
  const pixels = generateImages(batch, side)
  const lines: string[][] = []
  const rows: Row[] = []
  for (const executor of executors) {
    const variables = initialVariables(model.parameters, config.seed)
    const program = await engine.load(variables, trainingFunctions(config, model), executor)
    const rates: number[] = []
    const memory: number[] = []
    for (let step = 0; step < total;) {
      const began = performance.now()
      for (let done = 0; done < total / parts; done++, step++)
        await program.run(
          'train',
          stepInputs(config, model, optimizer, { pixels, count: batch }, { step, images: batch })
        )
      rates.push(total / parts / ((performance.now() - began) / 1000))
      memory.push(resident())
      line(`${executor}: ${step.toLocaleString('en')} steps, ${memory.at(-1)!.toFixed(0)} MB resident`)
    }
    program.dispose()
    lines.push([executor, ...memory.map((megabytes) => megabytes.toFixed(0))])
    rows.push(
      rowOf(
        `${total.toLocaleString('en')} steps of a ${tinyWorkload.name}: ${executor}`,
        'steps/s',
        rates,
        {}
      )
    )
  }
  const header = memoryHeader(total)
  print(`${table(['MB resident after steps', ...header], lines)}\n`)
  return rows
}

const memoryHeader = (total: number) =>
  Array.from({ length: parts }, (_, part) => (((part + 1) * total) / parts).toLocaleString('en'))
