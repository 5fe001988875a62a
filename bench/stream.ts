/**
 * `stream`: training on images that are read from the file, as those of a large project are, beside the same images in
 * memory: what a step waits for its batch.
 */
import path from 'node:path'
import { inBatches, type Images } from '../src/engine/batches.ts'
import { buildModel } from '../src/engine/models/build.ts'
import { initialVariables } from '../src/engine/networks/parameters.ts'
import { optimizerRule } from '../src/engine/optimizers.ts'
import { permutation } from '../src/engine/random.ts'
import { stepInputs } from '../src/engine/step.ts'
import { trainingFunctions } from '../src/engine/trainer.ts'
import { loadTensorflow } from '../src/node/backends/tensorflow.ts'
import { openPixels, pixelsFolder, writePixelTables } from '../src/node/pixels.ts'
import { PixelWriter } from '../src/node/staging.ts'
import { provisionTensorflow } from '../src/node/provision/tensorflow.ts'
import { rowOf, type Row } from './report.ts'
import { alternate, type Contestant } from './rounds.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'
import {
  configOf,
  generateImages,
  imageOf,
  tinyWorkload,
  trainingWorkloads,
  type Workload
} from './workloads.ts'

/** Whose steps are over before anything could be read behind them. */
const tiny: Workload = { ...tinyWorkload, name: 'Tiny MLP 16-4-2-4-16, batch 128', batch: 128 }

/** Writes `pixels/` of a project, which is all that training reads. */
async function writeImages(folder: string, count: number, side: number): Promise<void> {
  const writer = await PixelWriter.open(folder)
  const some = generateImages(1000, side)
  const size = side ** 2
  for (let image = 0; image < count; image++) {
    const at = (image % 1000) * size
    await writer.add(some.subarray(at, at + size))
  }
  await writer.close()
  const about = { format: 1 as const, dataVersion: 1, count, height: side, width: side, channels: 1 as const }
  const tables = {
    labels: new Int16Array(count).fill(-1),
    splits: new Uint8Array(count),
    excluded: new Uint8Array(count)
  }
  await writePixelTables(pixelsFolder(folder), { ...about, labelNames: [] }, tables)
}

/** Steps of one workload on images of either kind, in images a second. */
async function contestants(workload: Workload, stores: Record<string, Images>, settings: Settings) {
  const engine = await loadTensorflow((await provisionTensorflow()).binding, settings)
  const config = configOf(workload)
  const model = buildModel(config, imageOf(workload))
  const optimizer = optimizerRule(config.optimizer)
  const variables = initialVariables(model.parameters, config.seed)
  const program = await engine.load(variables, trainingFunctions(config, model), 'compiled')
  const seconds = settings.quick ? 0.3 : 2
  let epoch = 0
  return Object.entries(stores).map(([name, images]): Contestant => ({
    name,
    async measure() {
      const order = permutation(images.count, config.seed, 'shuffle', epoch++)
      const began = performance.now()
      let done = 0
      for await (const batch of inBatches(images, order, config.batch)) {
        const at = { step: done, images: images.count }
        await program.run('train', stepInputs(config, model, optimizer, batch, at))
        done += batch.count
        // As the training does after each step.
        await new Promise((resolve) => setImmediate(resolve))
        if (performance.now() - began > 1000 * seconds) break
      }
      return done / ((performance.now() - began) / 1000)
    }
  }))
}

export async function streamBench(settings: Settings): Promise<Row[]> {
  const rows: Row[] = []
  await inTemporaryFolder(async (folder) => {
    for (const workload of [...trainingWorkloads, tiny]) {
      const project = path.join(folder, `${workload.side}`)
      settings.line(`${workload.name}: writing the images`)
      await writeImages(project, settings.quick ? 20_000 : 200_000, workload.side)
      const [file, memory] = [await openPixels(project, 0), await openPixels(project, Infinity)]
      const series = await alternate(
        await contestants(workload, { 'from the file': file, 'in memory': memory }, settings),
        settings.rounds
      )
      await Promise.all([file.close(), memory.close()])
      rows.push(
        rowOf(`${workload.name}, from the file`, 'images/s', series['from the file'], {
          'in memory': series['in memory']
        })
      )
    }
  })
  return rows
}
