/** `encode`: the latents of 70,000 images, as after a training run, in images a second. */
import { initialVariables } from '../src/engine/networks/parameters.ts'
import { inferenceFunctions, runDecode, runEncode } from '../src/engine/inference.ts'
import { buildModel } from '../src/engine/models/build.ts'
import { loadTensorflow } from '../src/node/backends/tensorflow.ts'
import { provisionTensorflow } from '../src/node/provision/tensorflow.ts'
import { rowOf, type Row } from './report.ts'
import { alternate, type Contestant } from './rounds.ts'
import type { Settings } from './settings.ts'
import { configOf, generateImages, imageOf, trainingWorkloads } from './workloads.ts'

/** Images in memory; the set is gone through as often as it takes. */
const held = 7_000

export async function encodeBench({ quick, rounds, line }: Settings): Promise<Row[]> {
  const count = quick ? held : 70_000
  const engine = await loadTensorflow((await provisionTensorflow()).binding, { line })
  const contestants: Contestant[] = []
  for (const workload of [trainingWorkloads[0], trainingWorkloads[2]]) {
    const model = buildModel(configOf(workload), imageOf(workload))
    const program = await engine.load(initialVariables(model.parameters, 0), inferenceFunctions(model))
    const pixels = generateImages(held, workload.side)
    const { mean } = await runEncode(program, model, pixels)
    const [kind] = workload.name.split(', batch')
    const measured = (name: string, work: () => Promise<unknown>): Contestant => ({
      name: `${count.toLocaleString('en')} images ${name}, ${kind}`,
      async measure() {
        const began = performance.now()
        for (let done = 0; done < count; done += held) await work()
        return count / ((performance.now() - began) / 1000)
      }
    })
    contestants.push(
      measured('encoded', () => runEncode(program, model, pixels)),
      measured('decoded', () => runDecode(program, model, mean))
    )
  }
  const series = await alternate(contestants, rounds, (round) => line(`Round ${round + 1} of ${rounds}`))
  return Object.entries(series).map(([name, rates]) => rowOf(name, 'images/s', rates, {}))
}
